/* Opens the pictures of a gallery over the page; without it their links lead to the same JPEGs.
   For Chrome 80 and iOS 14: no dialog element, no inert. Its HTML is components/viewer.html. */
(function () {
  "use strict";

  const template = document.getElementById("viewer");
  if (!template || !template.content) return;

  const viewer = document.importNode(template.content, true).firstElementChild;
  const part = (name) => viewer.querySelector(".viewer__" + name);
  const stage = part("stage");
  const close = part("button--close");
  const previous = part("button--previous");
  const next = part("button--next");
  const all = Array.from(document.querySelectorAll("[data-gallery] .gallery__link"));
  const view = window.visualViewport;

  let gallery, links, at, opener;
  let behind = []; // what the viewer hides from screen readers
  let inHistory = false;
  let leaving = false; // going back takes time; twice leaves the page
  let picture = new Image(); // the big one
  let swipe = null;

  const number = (n) => String(n).replace(/\d/g, (digit) => template.dataset.digits[digit]);
  const words = (root, name) => (root.querySelector(name) || { textContent: "" }).textContent;
  const zoomed = () => Boolean(view) && view.scale > 1.01;

  function show(n) {
    if (n < 0 || n >= links.length) return;
    at = n;
    const link = links[n];
    const tile = link.querySelector("img");
    const item = link.closest(".gallery__item");

    stop();
    const before = preview(link, tile);
    picture = new Image(); // a new element: screen readers say it
    picture.className = "viewer__picture";
    picture.draggable = false;
    picture.alt = tile.alt;
    if (tile.lang) picture.lang = tile.lang;
    picture.onload = () => {
      before.remove();
      if (links[at + 1]) offer(new Image(), links[at + 1]);
    };
    offer(picture, link);
    stage.textContent = "";
    stage.appendChild(before);
    stage.appendChild(picture);

    part("position").textContent = template.dataset.position
      .replace("{number}", number(n + 1))
      .replace("{total}", number(links.length));
    part("caption").textContent =
      words(item, ".gallery__caption") || words(gallery, ".gallery__about");
    part("credit").textContent =
      words(item, ".gallery__credit") || words(gallery, ".gallery__note .figure__credit");
    previous.setAttribute("aria-disabled", n === 0);
    next.setAttribute("aria-disabled", n === links.length - 1);
  }

  /* The tile where it lies in the whole picture, until that is there. */
  function preview(link, tile) {
    const canvas = document.createElement("canvas");
    canvas.className = "viewer__picture";
    canvas.width = link.dataset.width;
    canvas.height = link.dataset.height;
    const [width, height] = [tile.naturalWidth, tile.naturalHeight];
    const scale = Math.min(canvas.width / width, canvas.height / height);
    if (width) {
      const drawing = canvas.getContext("2d");
      drawing.translate(canvas.width / 2, canvas.height / 2);
      drawing.scale(scale, scale);
      drawing.drawImage(tile, -width / 2, -height / 2, width, height);
    }
    return canvas;
  }

  function offer(image, link) {
    image.onerror = () => image.removeAttribute("srcset"); // no WebP: the JPEG
    image.sizes = "(min-width: 1280px) 1280px, 100vw";
    image.srcset = link.dataset.srcset;
    image.src = link.href;
  }

  function stop() {
    picture.onload = picture.onerror = null;
    picture.removeAttribute("srcset");
    picture.removeAttribute("src");
  }

  function open(link) {
    gallery = link.closest("[data-gallery]");
    links = Array.from(gallery.querySelectorAll(".gallery__link"));
    opener = link;
    viewer.setAttribute("aria-label", words(gallery, ".gallery__title").trim());
    previous.hidden = next.hidden = links.length < 2;
    show(links.indexOf(link));
    behind = Array.from(document.body.children);
    document.body.appendChild(viewer);
    behind.forEach((element) => element.setAttribute("aria-hidden", true));
    document.documentElement.classList.add("viewer-open");
    viewer.focus();
  }

  function hide() {
    stop();
    inHistory = leaving = false;
    behind.forEach((element) => element.removeAttribute("aria-hidden"));
    document.documentElement.classList.remove("viewer-open");
    viewer.remove();
    opener.focus({ preventScroll: true });
  }

  /* The phone's back button closes the viewer, so every other way goes back as well. */
  function leave() {
    if (!inHistory) hide();
    else if (!leaving) {
      leaving = true;
      history.back();
    }
  }

  function follow(state) {
    const link = state && all[state.picture];
    if (link && !viewer.isConnected) {
      open(link);
      inHistory = true;
    } else if (!link && viewer.isConnected) hide();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-gallery] .gallery__link");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    open(link);
    event.preventDefault(); // if opening fails, the link works
    history.pushState({ picture: all.indexOf(link) }, "");
    inHistory = true;
  });
  window.addEventListener("popstate", (event) => follow(event.state));

  close.addEventListener("click", leave);
  previous.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));

  function keepInside(event) {
    const buttons = [previous, next, close].filter((button) => !button.hidden);
    const here = buttons.indexOf(document.activeElement);
    const step = event.shiftKey ? (here < 0 ? buttons.length : here) - 1 : here + 1;
    buttons[(step + buttons.length) % buttons.length].focus();
  }

  const keys = {
    ArrowLeft: () => show(at - 1),
    ArrowRight: () => show(at + 1),
    Home: () => show(0),
    End: () => show(links.length - 1),
    Escape: leave,
    Tab: keepInside,
  };
  document.addEventListener("keydown", (event) => {
    if (!viewer.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  viewer.addEventListener("pointerdown", (event) => {
    const one = event.isPrimary && !event.button && !zoomed();
    swipe = one && stage.contains(event.target) && event;
  });
  viewer.addEventListener("pointerup", (event) => {
    if (!swipe) return;
    const across = event.clientX - swipe.clientX;
    const along = event.clientY - swipe.clientY;
    swipe = null;
    if (Math.abs(across) > 40 + Math.abs(along)) show(at + (across < 0 ? 1 : -1));
  });
  if (view) {
    view.addEventListener("resize", () => viewer.classList.toggle("viewer--zoomed", zoomed()));
  }

  follow(history.state); // loaded anew with the viewer open
})();
