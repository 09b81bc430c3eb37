"""How answers are called, and what with. All of it also runs beside submissions, so no right answer stands here."""
