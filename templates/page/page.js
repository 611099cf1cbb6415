// The page of scenarios: search, details, zoom and rehearsals, from what the page already holds. It makes no request.
// What an author wrote becomes text (textContent), never markup.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = matchMedia("(min-width: 821px)");
  const details = $("#details");
  const tools = $(".tools");
  const menu = $(".menu");
  const search = $("#search");
  const filter = $("#filter");
  const MOST_HITS = 8;

  const number = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
  const say = (text) => { $("#spoken").textContent = text; };
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

  /** Makes an element: `make("a", {href: "#x"}, "text", child, ...)`. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  const text = (tag, value, attributes = {}) => make(tag, {dir: "auto", ...attributes}, value);

  // ---- Addresses: #scenario/sheet/component ------------------------------------------------------------------

  const link = (...parts) => "#" + parts.map(encodeURIComponent).join("/");

  function linkTo(scenario, id) {
    const component = scenario.components[id];
    return link(scenario.id, component.sheet, component.key);
  }

  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }

  /** Where the address leads; null for parts that it does not name, or that are not there. */
  function place() {
    const [name, sheetName, key] = location.hash.slice(1).split("/").map(decoded);
    const index = Math.max(0, data.scenarios.findIndex((scenario) => scenario.id === name));
    const scenario = data.scenarios[index];
    if (!scenario) return null;
    const sheet = Math.max(0, scenario.sheets.indexOf(sheetName));
    const id = `${sheetName}/${key}`;
    return {index, scenario, sheet, id: Object.hasOwn(scenario.components, id) ? id : null};
  }

  // ---- A sheet that is panned and zoomed ----------------------------------------------------------------------

  const LEAST_SCALE = 0.05;
  const MOST_SCALE = 4;
  const READABLE = 0.7;
  const BEGINNING = 0.8;
  const EDGE = 24;
  const FOOT = 68; // where the buttons for the view are

  class Canvas {
    constructor(element) {
      this.element = element;
      this.svg = $("svg", element);
      const box = this.svg.viewBox.baseVal;
      this.left = box.x;
      this.top = box.y;
      this.width = box.width;
      this.height = box.height;
      this.components = new Map($$(".component", this.svg).map((node) => [node.dataset.id, node]));
      this.wires = new Map();
      for (const wire of $$(".wire", this.svg)) this.wires.set(`${wire.dataset.source} ${wire.dataset.output}`, wire);
      this.call = $(".call", this.svg);
      this.pointers = new Map();
      this.fresh = true;
      this.listen();
    }

    /** Shows a sheet for the first time: all of it where that can still be read, else where calls enter it. */
    begin() {
      if (!this.fresh) return;
      this.fresh = false;
      if (this.fitting() >= READABLE) {
        this.fit();
        return;
      }
      const entry = frameOf($(".component.role-entry", this.svg) ?? $(".component", this.svg));
      const room = this.element.clientHeight - this.height * BEGINNING;
      const y = this.element.clientHeight / 2 - (entry.y + entry.height / 2 - this.top) * BEGINNING;
      this.set(BEGINNING, 20 - (entry.x - this.left - 20) * BEGINNING, room > 0 ? room / 2 : clamp(y, room, 0));
    }

    fitting() {
      return Math.min(this.element.clientWidth / this.width, this.element.clientHeight / this.height, 1);
    }

    middle(scale) {
      return (this.element.clientHeight - this.height * scale) / 2;
    }

    fit() {
      const scale = this.fitting();
      this.set(scale, (this.element.clientWidth - this.width * scale) / 2, this.middle(scale));
    }

    /** Sets scale and offset; a piece of the sheet always stays in sight. */
    set(scale, x, y) {
      const spare = 80;
      this.scale = clamp(scale, LEAST_SCALE, MOST_SCALE);
      this.x = clamp(x, spare - this.width * this.scale, this.element.clientWidth - spare);
      this.y = clamp(y, spare - this.height * this.scale, this.element.clientHeight - spare);
      this.svg.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    }

    pan(dx, dy) {
      this.set(this.scale, this.x + dx, this.y + dy);
    }

    /** Zooms by a factor around a point of the canvas, by default its middle. */
    zoom(factor, x = this.element.clientWidth / 2, y = this.element.clientHeight / 2) {
      const scale = clamp(this.scale * factor, LEAST_SCALE, MOST_SCALE);
      const by = scale / this.scale;
      this.set(scale, x - (x - this.x) * by, y - (y - this.y) * by);
    }

    /** Moves the sheet as little as is needed to have a component in sight, enlarged where it could not be read. */
    reveal(id) {
      const node = this.components.get(id);
      if (!node) return;
      if (this.scale < READABLE) this.set(READABLE, this.x, this.y);
      const {x, y, width, height} = frameOf(node);
      const left = (x - this.left) * this.scale + this.x;
      const top = (y - this.top) * this.scale + this.y;
      const right = left + width * this.scale;
      const bottom = top + height * this.scale;
      const over = (low, high, end) => (low < EDGE ? EDGE - low : high > end ? Math.max(end - high, EDGE - low) : 0);
      this.pan(over(left, right, this.element.clientWidth - EDGE), over(top, bottom, this.seen()));
    }

    /** Gives how far down is in sight: above the buttons, and on a narrow screen above the details. */
    seen() {
      const top = this.element.getBoundingClientRect().top;
      const covered = details.hidden || wide.matches ? Infinity : details.getBoundingClientRect().top - top - EDGE;
      return clamp(covered, 160, this.element.clientHeight - FOOT);
    }

    listen() {
      const element = this.element;
      element.addEventListener("wheel", (event) => {
        event.preventDefault();
        const box = element.getBoundingClientRect();
        const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
        this.zoom(Math.exp(-clamp(event.deltaY * step, -200, 200) / 400), event.clientX - box.x, event.clientY - box.y);
      }, {passive: false});
      element.addEventListener("pointerdown", (event) => {
        if (event.button === 0) this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
        this.moved = 0;
      });
      element.addEventListener("pointermove", (event) => this.drag(event));
      for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
        element.addEventListener(end, (event) => {
          if (end === "lostpointercapture" && event.target !== element) return; // the canvas took it from a component
          this.pointers.delete(event.pointerId);
          element.classList.toggle("grabbed", this.pointers.size > 0);
        });
      }
      // A drag that ends on a component does not open it.
      element.addEventListener("click", (event) => {
        const node = event.target.closest(".component");
        if (node && this.moved < 6) choose(node.dataset.id);
      });
      element.addEventListener("keydown", (event) => onCanvasKey(event, this));
      // What gets the focus is brought into sight here; the browser would scroll the canvas under the drawing.
      element.addEventListener("scroll", () => element.scrollTo(0, 0));
      new ResizeObserver(() => { if (!this.fresh) this.pan(0, 0); }).observe(element);
    }

    drag(event) {
      const last = this.pointers.get(event.pointerId);
      if (!last) return;
      const now = [event.clientX, event.clientY];
      const [dx, dy] = [now[0] - last[0], now[1] - last[1]];
      this.moved += Math.abs(dx) + Math.abs(dy);
      if (this.moved < 6) return;
      if (!this.element.hasPointerCapture(event.pointerId)) {
        this.element.setPointerCapture(event.pointerId);
        this.element.classList.add("grabbed");
      }
      const other = [...this.pointers].find(([id]) => id !== event.pointerId);
      if (other) {
        const box = this.element.getBoundingClientRect();
        const apart = (point) => Math.hypot(point[0] - other[1][0], point[1] - other[1][1]) || 1;
        this.zoom(apart(now) / apart(last), (now[0] + other[1][0]) / 2 - box.x, (now[1] + other[1][1]) / 2 - box.y);
        this.pan(dx / 2, dy / 2);
      } else {
        this.pan(dx, dy);
      }
      this.pointers.set(event.pointerId, now);
    }
  }

  function frameOf(node) {
    const {x, y, width, height} = node.dataset;
    return {x: Number(x), y: Number(y), width: Number(width), height: Number(height)};
  }

  const canvases = new Map();

  function canvasOf(index, sheet) {
    const name = `${index} ${sheet}`;
    if (!canvases.has(name)) {
      const element = $(`.scenario[data-scenario="${index}"] .sheet[data-sheet="${sheet}"] .canvas`);
      canvases.set(name, element && new Canvas(element));
    }
    return canvases.get(name);
  }

  // ---- What is shown ------------------------------------------------------------------------------------------

  let now = null; // where the address leads, and its canvas
  let opener = null; // what has the focus again once the details are closed
  let enters = false; // whether the details that open next get the focus

  function show() {
    const before = now;
    const at = place();
    if (!at) return;
    const other = !before || before.index !== at.index;
    if (other) {
      if (before) stop();
      toggleCurrent($$(".scenario"), (node) => Number(node.dataset.scenario) === at.index);
      for (const anchor of $$(".list > ul > li > a")) setCurrent(anchor, Number(anchor.parentNode.dataset.scenario) === at.index);
      $(".list a[aria-current]").scrollIntoView({block: "nearest"});
    }
    const article = $(`.scenario[data-scenario="${at.index}"]`);
    toggleCurrent($$(".sheet", article), (node) => Number(node.dataset.sheet) === at.sheet);
    for (const anchor of $$(".sheet-tabs a", article)) setCurrent(anchor, Number(anchor.dataset.sheet) === at.sheet);
    now = {...at, article, canvas: canvasOf(at.index, at.sheet)};
    preparePlayer(at.index, article);
    tools.hidden = !now.canvas;
    if (now.canvas) {
      $(".sheets", article).append(tools);
      now.canvas.begin();
    }
    document.title = `${at.scenario.name || at.scenario.file} – ${$("h1").textContent}`;
    light(at.id);
    if (at.id) {
      openComponent(at.scenario, at.id);
      if (!wide.matches) now.canvas.element.scrollIntoView({block: "start"});
      now.canvas.reveal(at.id);
      stand(now.canvas, at.id);
      if (enters) $(".close", details).focus({preventScroll: true});
    } else if (!details.hidden && (other || details.dataset.of === "component")) {
      closeDetails();
    }
    if (other && before) {
      closeMenu();
      scrollTo(0, 0);
    }
    enters = false;
    markFound();
  }

  function toggleCurrent(nodes, isCurrent) {
    for (const node of nodes) node.classList.toggle("current", isCurrent(node));
  }

  function setCurrent(node, current) {
    if (current) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
  }

  function choose(id) {
    const to = linkTo(now.scenario, id);
    if (location.hash === to) show();
    else location.hash = to;
  }

  /** Marks a component and the wires to and from it. */
  function light(id) {
    for (const node of $$(".chosen, .lit", now.article)) node.classList.remove("chosen", "lit");
    if (!id || !now.canvas) return;
    now.canvas.components.get(id)?.classList.add("chosen");
    for (const wire of now.canvas.wires.values()) {
      if (wire.dataset.source === id || wire.dataset.target === id) {
        wire.classList.add("lit");
        wire.parentNode.append(wire); // above the others
      }
    }
  }

  // ---- Details ------------------------------------------------------------------------------------------------

  function openDetails(of, title, ...children) {
    const close = make("button", {type: "button", class: "close"}, "Close");
    close.addEventListener("click", leaveDetails);
    if (details.hidden) opener = document.activeElement;
    details.replaceChildren(make("header", {}, text("h2", title), close), ...children);
    details.dataset.of = of;
    details.hidden = false;
    details.scrollTop = 0;
  }

  function closeDetails() {
    details.hidden = true;
    details.replaceChildren();
  }

  /** Closes the details and gives the focus back to what they were about. */
  function leaveDetails() {
    const id = now.id;
    closeDetails();
    if (id) {
      history.replaceState(null, "", link(now.scenario.id, now.scenario.components[id].sheet));
      show();
      now.canvas.components.get(id)?.focus({preventScroll: true});
    } else {
      opener?.focus({preventScroll: true});
    }
  }

  function openComponent(scenario, id) {
    const component = scenario.components[id];
    const findings = component.findings.map((index) => scenario.findings[index]);
    const links = (ids) => list(ids.map((other) => componentLink(scenario, other)));
    const parts = [
      make("p", {class: "about"}, make("strong", {}, component.type), ` · ${component.key} on `, text("bdi", component.sheet)),
      make("p", {class: "about"}, component.about),
      ...section("Parameters", component.fields, fieldList),
      ...section("Rows", component.rows, () => rowTable(scenario, component)),
      ...section("Outputs", component.columns.length ? [] : component.outputs, () => outputList(scenario, component)),
      ...section("Reached from", component.sources, links),
      ...section("Jumps to", component.jump ? [component.jump] : [], links),
      ...section("Findings", findings, (found) => list(found.map(findingText), "findings")),
    ];
    if (component.lines) {
      const [first, last] = component.lines;
      const range = first === last ? `line ${first}` : `lines ${first} to ${last}`;
      parts.push(make("h3", {}, `${scenario.file}, ${range}`));
      parts.push(sourceLines(scenario, first, last, new Set(findings.map((finding) => finding.line))));
    }
    openDetails("component", component.name, ...parts);
  }

  const section = (title, values, content) => (values.length ? [make("h3", {}, title), content(values)] : []);

  const list = (items, name = "") => make("ul", {class: name}, ...items.map((item) => make("li", {}, item)));

  const fieldList = (fields) => make("dl", {}, ...fields.flatMap(([label, value]) => [make("dt", {}, label), text("dd", value)]));

  function componentLink(scenario, id) {
    const component = scenario.components[id];
    const anchor = text("a", component.name, {href: linkTo(scenario, id)});
    return make("span", {}, anchor, ` ${component.type}`);
  }

  /** Where an output leads, in words or as a link. */
  function leads(scenario, output) {
    if (output.target) return componentLink(scenario, output.target);
    return {broken: "refers to an unknown component", ended: "ends the call", open: "not wired"}[output.state];
  }

  function outputList(scenario, component) {
    const entry = (output) => [make("dt", {}, output.name || "out"), make("dd", {}, leads(scenario, output))];
    return make("dl", {}, ...component.outputs.flatMap(entry));
  }

  function rowTable(scenario, component) {
    const head = [...component.columns, "Leads to"].map((label) => make("th", {scope: "col"}, label));
    const rows = component.rows.map((cells, index) =>
      make("tr", {}, ...cells.map((cell) => text("td", cell)), make("td", {}, leads(scenario, component.outputs[index]))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    return make("div", {class: "scroll", tabindex: "0", role: "group", "aria-label": "Rows"}, table);
  }

  function findingText(finding) {
    const code = make("strong", {class: "code"}, `${finding.severity} ${finding.code}`);
    const help = finding.help ? text("span", finding.help, {class: "help"}) : "";
    const message = text("bdi", finding.message);
    return make("span", {class: finding.severity}, code, ` line ${finding.line}: `, message, " ", help);
  }

  function sourceLines(scenario, first, last, marked) {
    const items = scenario.source.slice(first - 1, last).map((line, index) =>
      make("li", marked.has(first + index) ? {class: "at"} : {}, text("code", line || " ")));
    const lines = make("ol", {class: "lines", start: first, tabindex: "0", "aria-label": "Source"}, ...items);
    lines.style.counterReset = `line ${first - 1}`;
    return lines;
  }

  function openSource(scenario, line = 0) {
    const lines = sourceLines(scenario, 1, scenario.source.length, new Set([line]));
    openDetails("source", scenario.file, lines);
    $(".at", lines)?.scrollIntoView({block: "center"});
    $(".close", details).focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".source")) openSource(now.scenario);
    if (button.matches(".finding")) {
      const finding = now.scenario.findings[button.dataset.finding];
      if (finding.component) choose(finding.component);
      else openSource(now.scenario, finding.line);
    }
    if (button.dataset.view && now.canvas) view(button.dataset.view);
  });

  function view(what) {
    if (what === "fit") now.canvas.fit();
    else now.canvas.zoom(what === "in" ? 1.25 : 0.8);
  }

  // ---- Keyboard -----------------------------------------------------------------------------------------------

  const DIRECTIONS = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]};

  function onCanvasKey(event, canvas) {
    const node = event.target.closest(".component");
    const direction = DIRECTIONS[event.key];
    if (direction && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (node && !event.shiftKey) step(canvas, node, direction);
      else canvas.pan(-60 * direction[0], -60 * direction[1]);
    } else if (node && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      enters = true;
      choose(node.dataset.id);
    }
  }

  /** Gives the focus to the next component in a direction; what lies aside counts as three times as far. */
  function step(canvas, from, [dx, dy]) {
    const start = frameOf(from);
    let next = null;
    let least = Infinity;
    for (const node of canvas.components.values()) {
      const {x, y} = frameOf(node);
      const along = (x - start.x) * dx + (y - start.y) * dy;
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
      if (along > 0 && along + 3 * aside < least) {
        least = along + 3 * aside;
        next = node;
      }
    }
    if (next) {
      stand(canvas, next.dataset.id);
      next.focus({preventScroll: true});
      canvas.reveal(next.dataset.id);
    }
  }

  /** Makes a component the one that the Tab key comes to. */
  function stand(canvas, id) {
    for (const node of canvas.components.values()) node.setAttribute("tabindex", node.dataset.id === id ? 0 : -1);
  }

  document.addEventListener("focusin", (event) => {
    const node = event.target.closest(".component");
    if (node && node.matches(":focus-visible") && now.canvas?.components.get(node.dataset.id) === node) {
      stand(now.canvas, node.dataset.id);
      now.canvas.reveal(node.dataset.id);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (!details.hidden) leaveDetails();
      else if (event.target === search) clearSearch();
      return;
    }
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "/") {
      event.preventDefault();
      openMenu();
      search.focus();
    } else if (now?.canvas && ["+", "=", "-", "0"].includes(event.key)) {
      event.preventDefault();
      view({"-": "out", 0: "fit"}[event.key] ?? "in");
    }
  });

  // ---- Search -------------------------------------------------------------------------------------------------

  const folded = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  let index = null; // made when it is first searched

  function searchable() {
    index ??= data.scenarios.map((scenario) => ({
      whole: folded([scenario.name, scenario.file, scenario.description, ...scenario.sheets].join("\n")),
      components: Object.entries(scenario.components).map(([id, component]) => {
        const values = [...component.fields.map(([, value]) => value), ...component.rows.flat()];
        return [id, folded([component.name, component.key, component.type, ...values].join("\n"))];
      }),
    }));
    return index;
  }

  let hits = []; // for each scenario the ids of the components that were found

  function find() {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    const has = (haystack) => words.every((word) => haystack.includes(word));
    const wanted = {
      all: () => true,
      found: (states) => states.errors || states.warnings,
      failed: (states) => states.failed || states.unrun,
    }[filter.value];
    let shown = 0;
    let components = 0;
    hits = data.scenarios.map(() => []);
    for (const item of $$(".list > ul > li")) {
      const at = Number(item.dataset.scenario);
      const scenario = data.scenarios[at];
      if (words.length) hits[at] = searchable()[at].components.filter(([, haystack]) => has(haystack)).map(([id]) => id);
      const matches = !words.length || hits[at].length || has(searchable()[at].whole);
      item.hidden = !(matches && wanted(scenario.states));
      if (item.hidden) hits[at] = [];
      shown += !item.hidden;
      components += hits[at].length;
      $(".hits", item).replaceChildren(...hits[at].slice(0, MOST_HITS).map((id) => hit(scenario, id)));
      if (hits[at].length > MOST_HITS) $(".hits", item).append(make("li", {}, `and ${hits[at].length - MOST_HITS} more`));
    }
    const matches = words.length ? `, ${number(components, "component")}` : "";
    $("#found").textContent = words.length || filter.value !== "all" ? `${number(shown, "scenario")}${matches}` : "";
    markFound();
  }

  function hit(scenario, id) {
    const component = scenario.components[id];
    const type = make("span", {class: "type"}, component.type);
    return make("li", {}, make("a", {href: linkTo(scenario, id)}, text("bdi", component.name), " ", type));
  }

  function markFound() {
    if (!now?.canvas) return;
    const found = new Set(hits[now.index]);
    for (const [id, node] of now.canvas.components) node.classList.toggle("found", found.has(id));
  }

  function clearSearch() {
    search.value = "";
    find();
    search.blur();
  }

  search.addEventListener("input", find);
  filter.addEventListener("change", find);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !search.value.trim()) return;
    const first = $(".hits a") ?? $(".list > ul > li:not([hidden]) > a");
    if (first) location.hash = first.getAttribute("href");
  });

  // ---- The list on a narrow screen ----------------------------------------------------------------------------

  function openMenu() {
    menu.setAttribute("aria-expanded", "true");
    $(".list").classList.remove("closed");
  }

  function closeMenu() {
    menu.setAttribute("aria-expanded", "false");
    $(".list").classList.add("closed");
  }

  menu.addEventListener("click", () => (menu.getAttribute("aria-expanded") === "true" ? closeMenu() : openMenu()));

  // ---- Rehearsals ---------------------------------------------------------------------------------------------

  const FRAME = 1100; // milliseconds from one thing that happens to the next, at single speed

  class Player {
    constructor(index, article) {
      this.index = index;
      this.scenario = data.scenarios[index];
      this.root = $(".rehearsals", article);
      this.article = article;
      this.frame = -1;
      this.choice = $(".choice", this.root);
      this.button = $(".play", this.root);
      this.choice.addEventListener("change", () => this.pick());
      this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
      $(".back", this.root).addEventListener("click", () => this.stepTo(this.frame - 1));
      $(".step", this.root).addEventListener("click", () => this.stepTo(this.frame + 1));
      this.root.addEventListener("click", (event) => {
        const button = event.target.closest(".timeline button");
        if (button) this.stepTo(Number(button.dataset.frame));
      });
      this.pick();
    }

    get frames() {
      return this.scenario.rehearsals[Number(this.choice.value)];
    }

    get speed() {
      return Number($(".speed", this.root).value);
    }

    pick() {
      this.pause();
      toggleCurrent($$(".rehearsal", this.root), (node) => node.dataset.rehearsal === this.choice.value);
      this.rehearsal = $(".rehearsal.current", this.root);
      this.frame = -1;
      this.draw();
    }

    play() {
      if (this.frame >= this.frames.length - 1) this.frame = -1;
      this.playing = true;
      this.button.textContent = "Pause";
      this.next();
    }

    pause() {
      this.playing = false;
      clearTimeout(this.timer);
      this.run = null;
      this.button.textContent = "Play";
    }

    async next() {
      if (!this.playing) return;
      if (this.frame >= this.frames.length - 1) {
        this.pause();
        return;
      }
      this.frame += 1;
      const run = (this.run = {});
      await this.travel(run);
      if (this.run !== run) return;
      this.timer = setTimeout(() => this.next(), FRAME / this.speed);
    }

    stepTo(frame) {
      this.pause();
      this.frame = clamp(frame, 0, this.frames.length - 1);
      this.draw();
      if (this.frames[this.frame]) this.tell();
    }

    tell() {
      const {clock, text: words, beep} = this.frames[this.frame];
      say(`${clock} ${beep ? "beep: " : ""}${words}`);
    }

    /** Moves the call along the wires to where the frame is, then shows the frame. */
    async travel(run) {
      for (const [source, output] of this.frames[this.frame].wires) {
        const canvas = this.turnTo(this.scenario.components[source].sheet);
        const wire = canvas.wires.get(`${source} ${output}`);
        if (wire && !calm.matches) {
          wire.classList.add("taken");
          await this.follow(canvas, $(".line", wire), run);
          if (this.run !== run) return;
        }
      }
      this.draw();
      this.tell();
    }

    follow(canvas, path, run) {
      const length = path.getTotalLength();
      const duration = clamp(length * 1.6, 250, 900) / this.speed;
      canvas.call.setAttribute("visibility", "visible");
      return new Promise((done) => {
        let start = null;
        const move = (time) => {
          if (this.run !== run) return done();
          start ??= time;
          const share = Math.min(1, (time - start) / duration);
          const point = path.getPointAtLength(length * share);
          canvas.call.setAttribute("cx", point.x);
          canvas.call.setAttribute("cy", point.y);
          return share < 1 ? requestAnimationFrame(move) : done();
        };
        requestAnimationFrame(move);
      });
    }

    /** Shows the sheet with a name, and gives its canvas. */
    turnTo(sheet) {
      const at = this.scenario.sheets.indexOf(sheet);
      if (now.index === this.index && now.sheet !== at) {
        history.replaceState(null, "", link(this.scenario.id, sheet));
        show();
      }
      return canvasOf(this.index, at);
    }

    /** Shows the frame: the way so far, where the call is, and the place in the timeline. */
    draw() {
      const marks = ["visited", "here", "taken", "beeps"];
      for (const node of $$(marks.map((mark) => `.${mark}`).join(), this.article)) node.classList.remove(...marks);
      for (const call of $$(".call", this.article)) call.setAttribute("visibility", "hidden");
      const frame = this.frames[this.frame];
      for (const past of this.frames.slice(0, this.frame + 1)) {
        this.node(past.component)?.classList.add("visited");
        for (const [source, output] of past.wires) this.wire(source, output)?.classList.add("taken");
      }
      if (frame?.component) {
        const canvas = this.turnTo(this.scenario.components[frame.component].sheet);
        const node = this.node(frame.component);
        node.classList.add("here");
        node.classList.toggle("beeps", frame.beep);
        canvas.reveal(frame.component);
      }
      for (const item of $$(".timeline button", this.rehearsal)) {
        const current = Number(item.dataset.frame) === this.frame;
        if (current) item.setAttribute("aria-current", "step");
        else item.removeAttribute("aria-current");
        if (current) keepInSight(item.closest(".timeline"), item);
      }
      const mark = $(`.axis .mark[data-frame="${this.frame}"]`, this.rehearsal);
      $(".axis .now", this.rehearsal).setAttribute("d", mark ? mark.getAttribute("d").replace(/ \d+V.*/, " 0V26") : "M8 0V26");
    }

    node(id) {
      const component = id && this.scenario.components[id];
      return component ? canvasOf(this.index, this.scenario.sheets.indexOf(component.sheet)).components.get(id) : null;
    }

    wire(source, output) {
      const sheet = this.scenario.sheets.indexOf(this.scenario.components[source].sheet);
      return canvasOf(this.index, sheet).wires.get(`${source} ${output}`);
    }
  }

  /** Scrolls a list, and only it, as little as is needed to have an item in sight. */
  function keepInSight(scroller, item) {
    const outer = scroller.getBoundingClientRect();
    const inner = item.getBoundingClientRect();
    if (inner.top < outer.top) scroller.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) scroller.scrollTop += inner.bottom - outer.bottom;
  }

  const players = new Map();

  function preparePlayer(at, article) {
    if (!players.has(at) && data.scenarios[at].rehearsals.length) players.set(at, new Player(at, article));
  }

  function stop() {
    for (const player of players.values()) player.pause();
  }

  // ---- Begin --------------------------------------------------------------------------------------------------

  addEventListener("hashchange", show);
  if (!wide.matches) closeMenu();
  wide.addEventListener("change", () => (wide.matches ? openMenu() : closeMenu()));
  show();
})();
