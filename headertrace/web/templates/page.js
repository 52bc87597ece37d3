(() => {
  const form = document.querySelector("form");
  if (!form) return;
  const { text, file } = form.elements, status = document.getElementById("status"), root = document.documentElement;
  const limit = Number(form.dataset.size);
  let depth = 0;
  const over = (on) => root.classList.toggle("over", on);
  const fits = () => {
    const size = new Blob([text.value]).size + (file.files[0] ? file.files[0].size : 0);
    status.textContent = size > limit ? "That is too big for this page: use headertrace on the command line." : "Tracing…";
    return size <= limit;
  };
  document.querySelector(".drop").hidden = false;
  form.addEventListener("submit", (event) => { if (!fits()) event.preventDefault(); });
  // The page may come back as it was left.
  addEventListener("pageshow", () => { status.textContent = ""; });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  addEventListener("dragleave", () => { depth -= 1; over(depth > 0); });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    const { files } = event.dataTransfer, words = event.dataTransfer.getData("text/plain");
    if (files.length > 1) {
      status.textContent = "One file at a time, please; an archive may hold several.";
    } else if (files.length) {
      text.value = "";
      file.files = files;
      form.requestSubmit();
    } else if (words) {
      text.value = words;
      form.requestSubmit();
    }
  });
})();
