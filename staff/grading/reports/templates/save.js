// The form saves the table that belongs into hand_marks/.
document.querySelector("form")?.addEventListener("submit", event => {
  event.preventDefault();
  const quoted = text => '"' + text.replaceAll('"', '""') + '"';
  const rows = [...document.querySelectorAll("fieldset")].map(field => [field.dataset.lesson, field.dataset.question,
    field.querySelector(".points").value, field.dataset.outOf, field.querySelector(".comment").value].map(quoted));
  const lines = [["lesson", "question", "points", "out_of", "comment"], ...rows].map(row => row.join(",") + "\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, {type: "text/csv"}));
  link.download = event.target.dataset.file;
  link.click();
});
