/* A gallery in the page editor: many pictures are dropped or chosen at once.

   Each file is sent alone, two at a time, so that one bad file stops no other and what was sent
   stays sent. The list of pictures itself, with moving and removing, is Wagtail's own. */
(() => {
  const AT_ONCE = 2;

  class GalleryBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const block = super.render(placeholder, prefix, initialState, initialError);
      new Uploader(block.childBlocks.images, this.meta.upload);
      return block;
    }
  }

  class Uploader {
    constructor(list, settings) {
      Object.assign(this, { list, settings, queue: [], failed: [], done: 0, total: 0, running: 0 });
      this.build();
      list.container[0].before(this.root);
      window.addEventListener("beforeunload", (event) => {
        if (this.running) event.preventDefault();
      });
    }

    text(key, values = {}) {
      return Object.entries(values).reduce(
        (text, [name, value]) => text.replace(`{${name}}`, value), this.settings.texts[key]);
    }

    build() {
      this.root = element("div", "gallery-upload");
      this.status = element("p", "gallery-upload__status");
      this.status.setAttribute("role", "status");
      this.bar = element("progress", "gallery-upload__bar");
      this.bar.hidden = true;
      this.faults = element("ul", "gallery-upload__faults");
      this.retry = button(this.text("retry"), "button button-small button-secondary");
      this.retry.hidden = true;
      this.retry.addEventListener("click", () => this.again());
      const input = element("input", "gallery-upload__input");
      Object.assign(input, { type: "file", multiple: true, accept: this.settings.accept });
      input.setAttribute("aria-label", this.text("upload"));
      input.addEventListener("change", () => {
        this.add([...input.files]);
        input.value = "";
      });
      const upload = button(this.text("upload"), "button");
      upload.addEventListener("click", () => input.click());
      const choose = button(this.text("choose"), "button button-secondary");
      choose.addEventListener("click", () => this.choose());
      const hint = element("p", "gallery-upload__hint", this.text("hint"));
      this.root.append(input, upload, choose, hint, this.bar, this.status, this.faults, this.retry);
      this.takeDrops();
    }

    takeDrops() {
      this.root.addEventListener("dragover", (event) => {
        event.preventDefault();
        this.root.classList.add("gallery-upload--over");
      });
      this.root.addEventListener("dragleave", () => this.root.classList.remove("gallery-upload--over"));
      this.root.addEventListener("drop", async (event) => {
        event.preventDefault();
        event.stopPropagation();
        this.root.classList.remove("gallery-upload--over");
        this.add(await dropped(event.dataTransfer));
      });
    }

    /* Pictures of the library */
    choose() {
      new window.ImageChooserModal(this.settings.chooser).open({ multiple: true }, (chosen) => {
        [].concat(chosen).forEach((picture) => this.place(picture));
      });
    }

    add(files) {
      const free = this.settings.most - this.filled().length - this.queue.length - this.running;
      files.slice(Math.max(0, free)).forEach((file) => this.fail(file, this.text("full"), false));
      const taken = files.slice(0, Math.max(0, free));
      if (!this.running && !this.queue.length) this.done = this.total = 0;
      this.total += taken.length;
      const turns = taken.map((file) => ({ file, picture: null, over: false }));
      this.order = [...(this.order || []).filter((turn) => !turn.over), ...turns];
      this.queue.push(...turns);
      for (let n = this.running; n < AT_ONCE; n += 1) this.next();
      this.show();
    }

    again() {
      const files = this.failed.splice(0);
      this.faults.replaceChildren();
      this.retry.hidden = true;
      this.add(files);
    }

    async next() {
      const turn = this.queue.shift();
      if (!turn) return;
      this.running += 1;
      try {
        turn.picture = await this.send(turn.file);
        this.done += 1;
      } catch (error) {
        this.total -= 1;
        this.fail(turn.file, error.refusal || this.text("lost"), !error.refusal);
      }
      turn.over = true;
      this.running -= 1;
      this.placeInOrder();
      this.show();
      this.next();
    }

    async send(file) {
      const data = new FormData();
      data.append("file", file);
      data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      const answer = await fetch(this.settings.url, { method: "POST", body: data });
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      if (told.error) throw Object.assign(new Error(), { refusal: told.error });
      return told.picture;
    }

    fail(file, reason, mayWork) {
      const line = element("li", "gallery-upload__fault", `${file.name}: ${reason}`);
      this.faults.append(line);
      if (mayWork) this.failed.push(file);
      this.retry.hidden = !this.failed.length;
    }

    /* The pictures keep the order of the files, whichever was sent first. */
    placeInOrder() {
      while (this.order.length && this.order[0].over) {
        const { picture } = this.order.shift();
        if (picture) this.place(picture);
      }
    }

    filled() {
      return this.list.children.filter((child) => chooser(child).getState());
    }

    place(picture) {
      const empty = this.list.children.find((child) => !chooser(child).getState());
      if (empty) {
        chooser(empty).setState(picture);
      } else {
        const value = { ...this.list.blockDef.initialChildState, image: picture };
        this.list.insert(value, this.list.children.length, { animate: false });
      }
      this.root.dispatchEvent(new Event("change", { bubbles: true }));
    }

    show() {
      const working = this.running + this.queue.length > 0;
      this.bar.hidden = !working;
      this.bar.max = this.total || 1;
      this.bar.value = this.done;
      this.status.textContent = this.total
        ? this.text("progress", { done: this.done, total: this.total }) : "";
    }
  }

  const chooser = (child) => child.block.childBlocks.image;

  function element(name, class_, text = "") {
    const made = document.createElement(name);
    made.className = class_;
    made.textContent = text;
    return made;
  }

  function button(text, class_) {
    return Object.assign(element("button", class_, text), { type: "button" });
  }

  /* The files of a drop, those in folders too, by name. */
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (!entries.some((entry) => entry && entry.isDirectory)) return [...transfer.files];
    const files = (await Promise.all(entries.filter(Boolean).map(filesIn))).flat();
    return files
      .filter((file) => !file.name.startsWith("."))
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  }

  async function filesIn(entry) {
    if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {  // a reader gives at most a hundred at a time
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return (await Promise.all(found.map(filesIn))).flat();
      found.push(...some);
    }
  }

  window.telepath.register("newsroom.GalleryBlock", GalleryBlockDefinition);
})();
