// The page's script: sends what a person does to /sim/…, and fetches anew the parts of the page that changed.
// It keeps no state of the workspace; whatever is on the screen was drawn by the server.
"use strict";

const body = document.body;
const user = body.dataset.user;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---------------------------------------------------------------- telling

function toast(text, kind = "error") {
  const box = document.createElement("div");
  box.className = "toast " + kind;
  box.dataset.testid = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "link";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  toastPlace().append(box);
  setTimeout(() => box.remove(), 12000);
}

// toastPlace is where a toast can be seen: an open modal makes the rest of the page inert, so it must be inside.
function toastPlace() {
  const dialog = $("dialog[open]");
  if (!dialog) return $("#toasts");
  let place = $(":scope > .toasts", dialog);
  if (!place) {
    place = document.createElement("div");
    place.className = "toasts";
    place.setAttribute("role", "status");
    dialog.append(place);
  }
  return place;
}

function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  const log = $("#announcer");
  log.append(line);
  while (log.childElementCount > 20) log.firstElementChild.remove();
}

const silently = () => {};

// send posts to the control interface. It resolves to what the person sees now, or to null after saying what went wrong.
async function send(action, payload, say = toast) {
  try {
    const response = await fetch("/sim/" + action, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(payload),
    });
    const seen = await response.json().catch(() => ({}));
    if (!response.ok) {
      say(seen.error || `The workspace answered ${response.status}.`);
      return null;
    }
    if (seen.error && !seen.view) say(seen.error); // a modal shows it itself
    if (seen.undelivered) say(`What the app's developer would see: ${seen.undelivered}`, "info");
    return seen;
  } catch {
    say("The simulated workspace does not answer. Is it still running?");
    return null;
  }
}

async function busy(element, work) {
  if (element.getAttribute("aria-busy") === "true") return null;
  element.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    element.removeAttribute("aria-busy");
  }
}

// ---------------------------------------------------------------- staying current

const keyOf = (node) => {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const d = node.dataset;
  return d.key || (d.actionId !== undefined ? `${d.blockId}/${d.actionId}/${d.kind}/${d.value || ""}` : "") || d.blockId || "";
};

// Attributes the person or the script sets, which the server knows nothing of.
const kept = new Set(["open", "aria-busy", "aria-sort"]);

// morph turns one element into another in place, so that focus, scroll positions, open menus and typed text survive.
// What has been typed survives because it is not in the attributes: browsers keep an edited control's value apart.
function morph(from, to) {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !kept.has(name)) from.removeAttribute(name);
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value && !(name === "open" && from.tagName === "DETAILS")) from.setAttribute(name, value);
  }
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.childNodes) if (keyOf(child)) keyed.set(keyOf(child), child);
  let next = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    let match = null;
    if (key) {
      match = keyed.get(key) || null;
      if (match) keyed.delete(key);
      if (match && match.nodeName !== wanted.nodeName) match = null;
    } else if (next && !keyOf(next) && next.nodeName === wanted.nodeName) {
      match = next;
    }
    if (!match) {
      from.insertBefore(wanted, next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else from.insertBefore(match, next);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
    else if (match.data !== wanted.data) match.data = wanted.data;
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

const wanting = new Set();
let fetching = false;

async function refresh(parts) {
  parts.forEach((part) => wanting.add(part));
  if (fetching) return;
  fetching = true;
  try {
    while (wanting.size > 0) {
      const part = [...wanting][0];
      wanting.delete(part);
      await refreshPart(part);
    }
  } catch {
    // The stream reconnects when the workspace is back, and then everything is fetched again.
  } finally {
    fetching = false;
  }
}

async function refreshPart(part) {
  const query = new URLSearchParams(body.dataset.query);
  if (body.dataset.since) query.set("since", body.dataset.since);
  if (part === "main" && document.visibilityState === "visible") query.set("read", "1");
  const response = await fetch(`/page/fragment/${part}?${query}`);
  if (!response.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  const target = $(`[data-fragment="${part}"]`);
  const scroll = $("#messages", target);
  const atEnd = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const before = new Set($$(".message", target).map((m) => m.dataset.key));
  if (part === "modal") morphModal(target, fresh.content);
  else morphChildren(target, fresh.content);
  if (part === "thread") {
    target.hidden = !target.childElementCount;
    $(".shell").classList.toggle("with-thread", !target.hidden);
  }
  arrange(target);
  $$(".compose", target).forEach(grow);
  if (part === "main") {
    for (const m of $$(".message", target)) if (!before.has(m.dataset.key)) tell(m);
    if (scroll && atEnd) scroll.scrollTop = scroll.scrollHeight;
  }
}

// tell reads a new message out.
function tell(message) {
  const text = $(".message-body", message).innerText.replace(/\s+/g, " ").trim();
  announce(`${message.getAttribute("aria-label")}: ${text.slice(0, 300)}`);
}

// listen follows the workspace while the page is to be seen. A browser opens only six connections to one host, so tabs in
// the background give theirs back; the stream begins with a refresh of everything, so nothing is missed.
let stream = null;

function listen() {
  const seen = document.visibilityState === "visible";
  if (seen && !stream) {
    stream = new EventSource(`/page/events?${body.dataset.query}`);
    stream.addEventListener("refresh", (e) => refresh(e.data.split(" ")));
  } else if (!seen && stream) {
    stream.close();
    stream = null;
  }
}

document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (e) => e.persisted && location.reload());

// ---------------------------------------------------------------- modals

let opener = null; // what had the focus before the first modal opened

function morphModal(target, content) {
  const now = $("dialog.modal", target);
  const next = $("dialog.modal", content);
  if (now && next && now.dataset.viewId === next.dataset.viewId) {
    const errors = $$(".error", now).length;
    now.dataset.hash = next.dataset.hash;
    morph($("form", now), $("form", next)); // and not the toasts beside it
    const wrong = $(".has-error", now);
    if (wrong && errors === 0) complain(now);
    return;
  }
  if (!now && next) opener = document.activeElement;
  const toasts = $$(".toast", target);
  target.replaceChildren(...content.childNodes);
  showModal();
  if (toasts.length) toastPlace().append(...toasts);
  if (now && !next && opener) {
    const again = opener.isConnected ? opener : opener.dataset.actionId && $(`[data-action-id="${CSS.escape(opener.dataset.actionId)}"]`);
    if (again) again.focus({ preventScroll: true });
    opener = null;
  }
}

function showModal() {
  const dialog = $("dialog.modal");
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first = $("[data-focus]", dialog) || $$(".modal-body input, .modal-body select, .modal-body textarea, .modal-body .multi summary", dialog).find((x) => x.checkVisibility()) || $("[type=submit]", dialog);
  const control = first && (first.matches("div, details") ? $("input, summary", first) : first);
  if (control) control.focus({ preventScroll: true });
  if ($(".has-error", dialog)) complain(dialog);
}

// complain takes the person to the first wrong input and reads out every error.
function complain(dialog) {
  const fields = $$(".has-error", dialog);
  announce(fields.map((f) => `${$(".field-label", f).innerText}: ${$(".error", f).innerText}`).join(". "));
  const control = $("input, select, textarea, summary", fields[0]);
  if (control) control.focus();
}

async function closeView(dialog, all) {
  dialog.dataset.closing = "";
  await send("close-view", { user, view_id: all ? "" : dialog.dataset.viewId }); // no id: the whole stack
  await refresh(["modal"]);
}

document.addEventListener("cancel", (e) => {
  if (e.target.matches("dialog.modal")) {
    e.preventDefault();
    closeView(e.target, false);
  }
}, true);

// A browser may close a dialog without asking, as when Escape is pressed twice.
document.addEventListener("close", (e) => {
  if (e.target.matches("dialog.modal") && e.target.isConnected && e.target.dataset.closing === undefined) closeView(e.target, false);
}, true);

// ---------------------------------------------------------------- values

// epoch is the Unix second of a local date and time in a time zone.
function epoch(local, zone) {
  if (!local) return "";
  const wall = Date.parse(local + "Z");
  const offset = (instant) => {
    const parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    }).formatToParts(instant);
    const p = Object.fromEntries(parts.map((x) => [x.type, x.value]));
    return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - instant;
  };
  return String((wall - offset(wall - offset(wall))) / 1000);
}

// valueOf reads a control: a string, or a list where several may be chosen.
function valueOf(control) {
  const kind = control.dataset.kind;
  if (kind === "checkboxes" || kind.startsWith("multi_")) return $$("input:checked", control).map((i) => i.value);
  if (kind === "radio_buttons" || control.matches(".single")) return $("input:checked", control)?.value || "";
  if (kind === "datetimepicker") return epoch(control.value, control.dataset.tz);
  return control.value;
}

const stateful = ["button", "icon_button", "workflow_button", "feedback_buttons", "overflow"].map((kind) => `:not([data-kind=${kind}])`).join("") + "[data-kind]";

// values are everything entered in a modal: block id, then action id.
function values(root) {
  const out = {};
  for (const control of $$(stateful, root)) {
    (out[control.dataset.blockId] ||= {})[control.dataset.actionId] = valueOf(control);
  }
  return out;
}

// ---------------------------------------------------------------- acting

// whereabouts says which message or view an element stands in.
function whereabouts(element) {
  const view = element.closest("[data-view-id]");
  if (view) return { user, view_id: view.dataset.viewId };
  const message = element.closest("[data-ts]");
  if (message) return { user, channel: message.dataset.channel, ts: message.dataset.ts };
  return null;
}

// agree asks for confirmation when the element is guarded by a dialog.
function agree(control) {
  const guard = control.nextElementSibling;
  if (!guard?.matches("dialog.confirm")) return Promise.resolve(true);
  const dialog = guard.cloneNode(true); // the original may be redrawn while the person thinks
  body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("click", (e) => {
      const answer = e.target.closest("[data-answer]");
      if (answer) dialog.close(answer.dataset.answer);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      control.focus?.();
      resolve(dialog.returnValue === "confirm");
    });
  });
}

async function act(control, value, element = control) {
  const where = whereabouts(control);
  if (!where) return;
  if (!(await agree(control))) return restore(control);
  await busy(element, async () => {
    await recorded;
    return send("click", { ...where, action_id: control.dataset.actionId, value: String(value) });
  });
}

// restore shows again what the server drew, after a choice was not confirmed.
function restore(control) {
  if (control.matches("select")) control.value = [...control.options].find((o) => o.defaultSelected)?.value || "";
  for (const input of $$("input:not([data-search])", control)) input.checked = input.defaultChecked;
  if (control.matches("input")) control.value = control.defaultValue;
  if (control.matches(".multi")) summarise(control);
}

// What is entered in a view is told to the workspace at once, in order, so that the next action carries it.
let recorded = Promise.resolve();

function record(control) {
  const view = control.closest("[data-view-id]");
  if (!view) return;
  const { blockId, actionId } = control.dataset;
  const values = { [blockId]: { [actionId]: valueOf(control) } };
  recorded = recorded.then(() => send("enter", { user, view_id: view.dataset.viewId, values }, silently));
}

document.addEventListener("click", (e) => {
  const t = e.target.closest("button, a, summary");
  closeMenus(e.target);
  if (!t) return;
  const d = t.dataset;
  if (d.shortcut) return void runShortcut(t);
  if (d.editPerson) return void editPerson(d.editPerson);
  if (d.cancelPanel !== undefined) return void t.closest("dialog").close();
  if (d.actionId !== undefined && t.matches("button, a")) return void act(t, d.value);
  if (t.matches(".menu-item")) {
    const menu = t.closest(".overflow");
    menu.open = false;
    return void act(menu, d.value, t);
  }
  if (d.back !== undefined) return void closeView(t.closest("dialog"), false);
  if (d.closeAll !== undefined) return void closeView(t.closest("dialog"), true);
  if (d.dismiss) return void send("dismiss", { user, ts: d.dismiss });
  if (d.duration) return void skip(t.form, d.duration);
  if (d.page) return turnPage(t.closest(".data-table"), Number(d.page));
  if (t.matches(".sort")) return sortBy(t);
  if (d.command) return complete(t);
  if (t.matches(".drawer-button")) return drawer(t.getAttribute("aria-expanded") !== "true");
  if (t.closest(".sidebar") && t.matches("a")) drawer(false);
});

document.addEventListener("change", (e) => {
  const control = e.target.closest("[data-kind]");
  if (!control || e.target.matches("[data-search]")) return;
  if (control.matches(".multi")) summarise(control);
  if (control.matches(".single")) shut(control);
  const typed = /_input$/.test(control.dataset.kind); // those dispatch on Enter, or with each character
  if (control.dataset.dispatch === undefined || typed) record(control);
  else act(control, valueOf(control));
});

let pause = null; // before characters that were typed are told

document.addEventListener("input", (e) => {
  if (e.target.matches("[data-search]")) return narrow(e.target);
  if (!e.target.matches("[data-each-character]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => act(e.target, valueOf(e.target)), 200);
});

document.addEventListener("submit", async (e) => {
  const form = e.target;
  e.preventDefault();
  if (form.matches("[data-submit]")) return submit(form);
  if (form.matches("[data-composer]")) return compose(form);
  if (form.matches("[data-person]")) return savePerson(form);
  if (form.matches("[data-skip]")) return skip(form, $("[name=custom]", form).value.trim());
});

async function submit(form) {
  const dialog = form.closest("dialog");
  const button = $("[type=submit]", form);
  if (!button) return;
  await busy(button, async () => {
    await recorded;
    return send("submit", { user, view_id: dialog.dataset.viewId, values: values(dialog) });
  });
  await refresh(["modal"]);
}

const menus = "details.overflow[open], details.persona[open], details.skip[open], details.multi[open], details.pop[open]";

function shut(menu) {
  menu.open = false;
  $("summary", menu).focus();
}

document.addEventListener("keydown", (e) => {
  if (inPicker(e)) return;
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
    const form = e.target.closest("[data-submit]");
    if (form) {
      e.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (e.key === "Enter" && e.target.matches("input[data-dispatch]")) {
    e.preventDefault();
    act(e.target, valueOf(e.target));
    return;
  }
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.target.matches(".compose")) {
    e.preventDefault();
    e.target.form.requestSubmit();
    return;
  }
  if (e.key === "Escape" && !$("dialog[open]")) {
    $$(menus).forEach(shut);
    drawer(false);
    return;
  }
  if ((e.key === "ArrowDown" || e.key === "ArrowUp") && e.target.matches(".sidebar a, .sidebar summary")) {
    const stops = $$(".sidebar a, .sidebar summary").filter((x) => x.offsetParent);
    const step = e.key === "ArrowDown" ? 1 : -1;
    stops[stops.indexOf(e.target) + step]?.focus();
    e.preventDefault();
  }
});

function closeMenus(target) {
  if (target.closest("dialog.panel")) return; // it stands above the menu it was opened from
  for (const menu of $$(menus)) {
    if (!menu.contains(target)) menu.open = false;
  }
}

// ---------------------------------------------------------------- pickers

// inPicker moves through the choices of an open picker: arrows walk, Enter takes, Escape leaves. It says whether it did.
function inPicker(e) {
  const picker = e.target.closest?.(".multi[open], .pop[open]");
  if (!picker) return false;
  if (e.key === "Escape") {
    e.preventDefault(); // or the modal around it would close
    shut(picker);
    return true;
  }
  const stops = $$(".multi-list input:not(:disabled), .menu-item", picker).filter((x) => x.checkVisibility());
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    const at = stops.indexOf(e.target); // -1 on the line that opens it
    const next = e.key === "ArrowDown" ? stops[at + 1] : at > 0 ? stops[at - 1] : $("summary", picker);
    e.preventDefault();
    next?.focus();
    return true;
  }
  if (e.key === "Enter" && !e.ctrlKey && !e.metaKey && e.target.matches(".multi-list input")) {
    e.preventDefault(); // or the form around it would be sent
    const choice = e.target.matches("[data-search]") ? stops.find((x) => !x.matches("[data-search]") && x.value) : e.target;
    choice?.click();
    return true;
  }
  return false;
}

// narrow leaves the choices that have every word of the search in their names.
function narrow(search) {
  const list = search.closest(".multi-list");
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let any = false;
  for (const choice of $$(".choice", list)) {
    const name = choice.textContent.toLowerCase();
    choice.hidden = !words.every((w) => name.includes(w));
    any ||= !choice.hidden;
  }
  $$(".multi-label", list).forEach((label) => (label.hidden = words.length > 0));
  $(".multi-nothing", list).hidden = any;
}

document.addEventListener("toggle", (e) => {
  if (!e.target.matches?.(".multi")) return;
  const search = $("[data-search]", e.target);
  if (search && e.target.open && !matchMedia("(pointer: coarse)").matches) search.focus(); // on a phone it would bring up the keyboard
  if (search && !e.target.open && search.value) {
    search.value = "";
    narrow(search);
  }
}, true);

// ---------------------------------------------------------------- shortcuts

async function runShortcut(item) {
  const menu = item.closest("details");
  const message = item.closest("[data-ts]");
  menu.open = false;
  $("summary", menu).focus();
  const where = message ? { channel: message.dataset.channel, ts: message.dataset.ts } : {};
  await busy($("summary", menu), () => send("shortcut", { user, callback_id: item.dataset.shortcut, ...where }));
  await refresh(["modal"]);
}

// ---------------------------------------------------------------- people

// editPerson opens the panel that says what Slack knows of somebody.
async function editPerson(id) {
  const query = new URLSearchParams(body.dataset.query);
  query.set("of", id);
  const response = await fetch(`/page/fragment/person?${query}`);
  if (!response.ok) return toast(await response.text());
  const fresh = document.createElement("template");
  fresh.innerHTML = await response.text();
  const dialog = $("dialog", fresh.content);
  const opener = document.activeElement;
  body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener.isConnected) opener.focus();
  });
  dialog.showModal();
}

async function savePerson(form) {
  const field = (name) => form.elements[name].value.trim();
  const role = field("role");
  const has = field("status_emoji") || field("status_text");
  const answer = await busy($("[type=submit]", form), () => send("person", {
    user: form.dataset.person,
    status_emoji: field("status_emoji"),
    status_text: field("status_text"),
    status_expiration: has && field("until") ? Number(epoch(field("until"), form.dataset.tz)) : 0,
    tz: field("tz"),
    locale: field("locale"),
    is_admin: role === "admin",
    is_guest: role === "guest",
    deleted: form.elements.deleted.checked,
  }, (text, kind) => {
    if (kind === "info") return toast(text, kind);
    $(".trouble", form).textContent = text;
    $(".trouble", form).hidden = false;
  }));
  if (!answer) return;
  form.closest("dialog").close();
  await refresh(["sidebar", "main", "thread"]);
}

// ---------------------------------------------------------------- writing

const draftKey = (box) => "draft/" + box.dataset.draft;

function grow(box) {
  box.rows = Math.min(8, box.value.split("\n").length);
  const hints = $(".command-hints", box.form);
  if (hints) hints.hidden = !/^\/\S*$/.test(box.value) || !$$("[data-command]", hints).some((b) => b.dataset.command.startsWith(box.value) && b.dataset.command !== box.value);
}

function complete(button) {
  const box = $(".compose", button.closest("form"));
  box.value = button.dataset.command + " ";
  grow(box);
  box.focus();
}

document.addEventListener("input", (e) => {
  if (!e.target.matches(".compose")) return;
  grow(e.target);
  try { sessionStorage.setItem(draftKey(e.target), e.target.value); } catch { /* a draft is a convenience */ }
});

async function compose(form) {
  const box = $(".compose", form);
  const text = box.value.trim();
  const { channel, thread, dm } = form.dataset;
  if (!text) return;
  const seen = await busy(form, () => {
    if (text.startsWith("/") && !thread) return send("slash", { user, channel, text });
    if (dm === "true" && !thread) return send("dm", { user, text });
    return send("post", { user, channel, text, thread_ts: thread || "" });
  });
  if (!seen) return;
  box.value = "";
  try { sessionStorage.removeItem(draftKey(box)); } catch { /* as above */ }
  grow(box);
  await refresh(["main", "thread"]);
  const scroll = $(".scroll", form.parentElement);
  scroll.scrollTop = scroll.scrollHeight;
}

// ---------------------------------------------------------------- time

async function skip(form, duration) {
  if (!duration) return void $("[name=custom]", form).focus();
  const answer = await busy(form, () => send("skip", { duration }));
  if (!answer) return;
  form.closest("details").open = false;
  $("summary", form.closest("details")).focus();
  await refresh(["clock", "sidebar", "main", "thread", "modal"]);
  toast(`It is now ${$("[data-testid=clock]").dataset.text}.`, "info");
}

// ---------------------------------------------------------------- tables and choices

// arrange prepares what the server draws plainly: pages of tables, summaries of choices.
function arrange(root) {
  for (const table of $$(".data-table", root)) {
    const sorted = $("[aria-sort]", table);
    if (sorted) order(sorted);
    turnPage(table, 0);
  }
  $$(".multi", root).forEach(summarise);
  $$("[data-search]", root).forEach((search) => search.value && narrow(search));
}

function summarise(multi) {
  const chosen = $$("input:checked", multi).filter((i) => i.value);
  const summary = $("summary", multi);
  const text = chosen.map((i) => i.dataset.label).join(", ") || summary.dataset.placeholder;
  if (summary.textContent !== text) summary.textContent = text;
  const max = Number($(".multi-list", multi).dataset.max) || Infinity;
  $$("input[type=checkbox]:not(:checked)", multi).forEach((i) => (i.disabled = chosen.length >= max));
}

function turnPage(table, step) {
  const pager = $(".pager", table);
  if (!pager) return;
  const size = Number(table.dataset.pageSize);
  const rows = $$("tbody tr", table);
  const last = Math.ceil(rows.length / size) - 1;
  const page = Math.max(0, Math.min(last, (table.pageShown || 0) + step));
  table.pageShown = page;
  rows.forEach((row, i) => (row.hidden = Math.floor(i / size) !== page));
  $(".pager-text", pager).textContent = `${page * size + 1}–${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
  $("[data-page='-1']", pager).disabled = page === 0;
  $("[data-page='1']", pager).disabled = page === last;
}

function sortBy(button) {
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  $$("th", head.parentElement).forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  order(head);
  const table = head.closest(".data-table");
  table.pageShown = 0;
  turnPage(table, 0);
}

// order sorts the rows by the column of a heading; as numbers when every cell is one.
function order(head) {
  const table = head.closest("table").tBodies[0];
  const cell = (row) => row.cells[head.cellIndex]?.dataset.sort ?? "";
  const rows = $$("tr", table);
  const numeric = rows.every((row) => cell(row) !== "" && !Number.isNaN(Number(cell(row))));
  const sign = head.getAttribute("aria-sort") === "descending" ? -1 : 1;
  rows.sort((a, b) => sign * (numeric ? cell(a) - cell(b) : cell(a).localeCompare(cell(b))));
  table.append(...rows);
}

// ---------------------------------------------------------------- the drawer of narrow screens

function drawer(open) {
  const button = $(".drawer-button");
  if ((button.getAttribute("aria-expanded") === "true") === open) return;
  button.setAttribute("aria-expanded", String(open));
  body.classList.toggle("drawer-open", open);
  if (open) $(".sidebar summary").focus();
  else if (button.offsetParent) button.focus();
}

document.addEventListener("pointerdown", (e) => {
  if (body.classList.contains("drawer-open") && !e.target.closest(".sidebar, .topbar")) drawer(false);
});

// ---------------------------------------------------------------- beginning

arrange(document);
showModal();
const messages = $("#messages");
if (messages) {
  const mark = $(".new-divider", messages);
  messages.scrollTop = messages.scrollHeight;
  if (mark && mark.offsetTop < messages.scrollTop) mark.scrollIntoView({ block: "start" });
}
const replies = $("#thread .scroll");
if (replies) replies.scrollTop = replies.scrollHeight;
for (const box of $$(".compose")) {
  try { box.value = sessionStorage.getItem(draftKey(box)) || ""; } catch { /* as above */ }
  grow(box);
}
const box = $(".thread:not([hidden]) .compose") || $(".compose");
if (box && matchMedia("(pointer: fine)").matches && !$("dialog[open]") && !location.hash) box.focus({ preventScroll: true });
if (body.dataset.tab === "home") send("open-home", { user }, silently);
listen();
