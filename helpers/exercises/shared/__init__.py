"""Cases and slips that several exercises use."""
