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
      Object.assign(this, { list, settings, turns: [], queue: [], running: 0 });
      this.build();
      list.container[0].before(this.root);
      window.addEventListener("beforeunload", (event) => {
        if (this.working()) event.preventDefault();
      });
      // Whoever publishes before all is sent, publishes when it is.
      this.root.closest("form")?.addEventListener("submit", (event) => {
        if (!this.working()) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.waiting = event.submitter;
        this.show();
      }, true);
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
        [].concat(chosen).forEach((picture) => this.place({ picture }));
      });
    }

    add(files) {
      const free = Math.max(0, this.settings.most - this.filled().length - this.left());
      if (!this.working()) this.forget();
      const turns = files.map((file) => ({ file }));
      turns.slice(free).forEach((turn) => this.fail(turn, this.text("full"), false));
      this.turns.push(...turns);
      this.send(turns.slice(0, free));
    }

    /* What is done or refused, when the next files come. */
    forget() {
      this.turns.filter((turn) => !turn.mayWork).forEach((turn) => turn.line?.remove());
      this.turns = this.turns.filter((turn) => turn.mayWork);
    }

    again() {
      const turns = this.turns.filter((turn) => turn.mayWork);
      turns.forEach((turn) => {
        turn.line.remove();
        Object.assign(turn, { line: null, over: false, mayWork: false });
      });
      this.send(turns);
    }

    send(turns) {
      this.queue.push(...turns);
      for (let n = this.running; n < AT_ONCE; n += 1) this.next();
      this.show();
    }

    async next() {
      const turn = this.queue.shift();
      if (!turn) return;
      this.running += 1;
      try {
        turn.picture = await this.upload(turn.file);
        this.place(turn);
      } catch (error) {
        this.fail(turn, error.refusal || this.text("lost"), error.mayWork !== false);
      }
      turn.over = true;
      this.running -= 1;
      this.show();
      this.next();
      this.submitIfWaiting();
    }

    async upload(file) {
      const data = new FormData();
      data.append("file", file);
      data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      const answer = await fetch(this.settings.url, { method: "POST", body: data });
      if (answer.redirected || answer.status === 403) {
        throw Object.assign(new Error(), { refusal: this.text("login") });
      }
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      if (told.error) throw Object.assign(new Error(), { refusal: told.error, mayWork: false });
      return told.picture;
    }

    fail(turn, reason, mayWork) {
      Object.assign(turn, { mayWork, over: true });
      turn.line = element("li", "gallery-upload__fault", `${turn.file.name}: ${reason}`);
      this.faults.append(turn.line);
    }

    working() {
      return this.left() > 0;
    }

    left() {
      return this.running + this.queue.length;
    }

    submitIfWaiting() {
      if (!this.waiting || this.working()) return;
      const submitter = this.waiting;
      this.waiting = null;
      this.show();
      if (!this.turns.some((turn) => turn.line)) this.root.closest("form").requestSubmit(submitter);
    }

    filled() {
      return this.list.children.filter((child) => chooser(child).getState());
    }

    /* The pictures keep the order of their files, whichever was sent first or again. */
    place(turn) {
      const { picture } = turn;
      if (this.filled().some((child) => String(chooser(child).getState().id) === String(picture.id))) {
        if (turn.file) this.fail(turn, this.text("twice"), false);
        return;
      }
      const at = this.placeOf(turn);
      const empty = this.list.children.find((child) => !chooser(child).getState());
      if (empty && at === this.list.children.length) {
        chooser(empty).setState(picture);
        turn.child = empty;
      } else {
        const value = { ...this.list.blockDef.initialChildState, image: picture };
        turn.child = this.list.insert(value, at, { animate: false, id: uuid() });
      }
      this.root.dispatchEvent(new Event("change", { bubbles: true }));
    }

    placeOf(turn) {
      const at = (other) => (other.child ? this.list.children.indexOf(other.child) : -1);
      const number = this.turns.indexOf(turn);
      const before = this.turns.slice(0, Math.max(0, number)).map(at).filter((index) => index >= 0);
      if (before.length) return Math.max(...before) + 1;
      const behind = this.turns.slice(number + 1).map(at).filter((index) => index >= 0);
      return number >= 0 && behind.length ? Math.min(...behind) : this.list.children.length;
    }

    show() {
      const total = this.turns.length;
      const failed = this.turns.filter((turn) => turn.line).length;
      const done = this.turns.filter((turn) => turn.over).length - failed;
      this.retry.hidden = this.working() || !this.turns.some((turn) => turn.mayWork);
      this.bar.hidden = !this.working();
      this.bar.max = total || 1;
      this.bar.value = done + failed;
      this.status.textContent = [
        total ? this.text("progress", { done, total }) : "",
        failed ? this.text("failed", { failed }) : "",
        this.waiting ? this.text("waiting") : "",
      ].filter(Boolean).join(" · ");
    }
  }

  const chooser = (child) => child.block.childBlocks.image;

  /* crypto.randomUUID is not there on a plain http address. */
  function uuid() {
    return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (
      +digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))
    ).toString(16));
  }

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
