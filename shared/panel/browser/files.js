// Files of the composer: dropped on the audience that is open, listed with their size before they leave.
// As shared/sizes.py: units of 1024 as limits have them, rounded up.
const filesize = (bytes) => {
  const tenths = (unit) => Math.ceil((bytes * 10) / unit) / 10;
  if (bytes < 1024) return `${bytes} B`;
  return tenths(1024) < 1024 ? `${tenths(1024)} KB` : `${tenths(1024 * 1024)} MB`;
};
function chip(file) {
  const shown = document.createElement("span");
  shown.className = "file";
  const kind = document.createElement("span");
  kind.className = "file-k";
  kind.textContent = (/\.(\w{1,4})$/.exec(file.name)?.[1] ?? "file").toUpperCase();
  const name = document.createElement("span");
  name.className = "trunc";
  const size = document.createElement("small");
  size.textContent = filesize(file.size);
  name.append(file.name, size);
  shown.append(kind, name);
  return shown;
}

/** Shows what a file input holds. */
export function showChosen(form, input) {
  const list = form.querySelector(`[data-chosen="${input.name}"]`);
  list?.replaceChildren(...[...input.files].map(chip));
}

function drop(form, event, audience) {
  const input = form.querySelector(`[name="${audience}_files"]`);
  if (!input || !event.dataTransfer.files.length) return;
  const all = new DataTransfer();
  for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
  input.files = all.files;
  showChosen(form, input);
}

/** Lets files be dropped on the composer; `audience` tells which of the two forms of address is open. */
export function acceptDrops(form, audience) {
  const veil = form.querySelector(".drop");
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragenter", (event) => (veil.hidden = !carries(event)));
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) veil.hidden = true;
  });
  form.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    veil.hidden = true;
    drop(form, event, audience());
  });
}
