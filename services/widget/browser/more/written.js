// What somebody typed into the form, to be kept and put there again.

export class WrittenForm {
  /** @param {import("../form.js").Form} form */
  constructor(form) {
    this.form = form;
  }

  read() {
    const { draft, files } = this.form;
    const typed = [...draft.typed].map((name) => [name, draft.values[name]]);
    return { words: typed.length ? Object.fromEntries(typed) : null, files: files?.all ?? [] };
  }

  /** What was typed since counts more. */
  fill(words, files) {
    const { draft } = this.form;
    for (const [name, value] of Object.entries(words ?? {})) {
      if (!draft.typed.has(name)) draft.type(name, value);
    }
    this.form.fill();
    this.form.files?.add(files);
  }
}
