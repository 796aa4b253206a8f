// Comforts over an application form that works without them: a file is sent as soon as it is chosen, what it says of the
// person is offered, and what is typed survives a reload. Nothing is stored in the browser but the page's own history entry.
"use strict";

const form = document.getElementById("apply");
const said = document.getElementById("apply-status");
const underWay = new Set();
const inPercent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

// -- the draft: in the history entry of this page, gone with the tab --
const KEPT_FIELDS = "input:not([type=file], [type=hidden], #website), textarea, select";

function remember() {
  const fields = [...form.querySelectorAll(KEPT_FIELDS)].map((field) => {
    const isBox = field.type === "checkbox" || field.type === "radio";
    return [field.name, isBox ? field.value : null, isBox ? field.checked : field.value];
  });
  const files = [...form.querySelectorAll("[data-upload-to]")].map((panel) => keptOf(panel));
  history.replaceState({ ...history.state, draft: { fields, files } }, "");
}

function restore() {
  const draft = history.state?.draft;
  if (!draft || document.getElementById("error-summary")) return;
  for (const [name, value, was] of draft.fields) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]${value === null ? "" : `[value="${CSS.escape(value)}"]`}`);
    if (!field) continue;
    if (value === null) field.value = field.value || was;
    else field.checked = was;
    if (was && field.closest("details")) field.closest("details").open = true;
  }
  form.querySelectorAll("[data-upload-to]").forEach((panel, at) => {
    if (draft.files[at]) show(panel, draft.files[at]);
  });
}

// -- a file --
function keptOf(panel) {
  const hidden = panel.querySelector(".kept input[type=hidden]");
  if (hidden.disabled) return null;
  return { token: hidden.value, filename: panel.querySelector("[data-filename]").textContent, size: panel.querySelector("[data-size]").textContent };
}

function show(panel, kept) {
  const box = panel.querySelector(".kept");
  const hidden = box.querySelector("input[type=hidden]");
  box.hidden = !kept;
  hidden.disabled = !kept;
  hidden.value = kept?.token || "";
  panel.querySelector("[data-filename]").textContent = kept?.filename || "";
  panel.querySelector("[data-size]").textContent = kept?.size || "";
  panel.querySelector("[data-remove]")?.toggleAttribute("hidden", !kept);
  panel.classList.toggle("done", Boolean(kept));
  panel.querySelector("input[type=file]").required = !kept && panel.hasAttribute("data-required");
}

function refuse(panel, words) {
  panel.parentElement.querySelector("[data-remark]")?.remove();
  panel.closest(".field").classList.toggle("has-error", Boolean(words));
  if (!words) return;
  panel.parentElement.querySelector(".field-error")?.remove();
  const remark = document.createElement("p");
  remark.className = "field-error";
  remark.dataset.remark = "";
  remark.setAttribute("role", "alert");
  remark.textContent = words;
  panel.before(remark);
}

function send(panel, file) {
  const progress = panel.querySelector(".sending");
  const body = new FormData();
  body.set("form_token", form.elements.form_token.value);
  body.set("kind", panel.querySelector("input[type=file]").name);
  body.set("file", file);
  const asked = new XMLHttpRequest();
  asked.upload.onprogress = (event) => {
    const percent = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
    progress.querySelector("progress").value = percent;
    progress.querySelector("[data-percent]").textContent = inPercent.format(percent / 100);
  };
  return new Promise((resolve) => {
    asked.onloadend = () => {
      let answer = null;
      try { answer = JSON.parse(asked.responseText); } catch { /* not ours: the file goes with the form */ }
      resolve({ status: asked.status, answer });
    };
    asked.open("POST", panel.dataset.uploadTo);
    asked.setRequestHeader("Accept", "application/json");
    asked.send(body);
    progress.hidden = false;
  });
}

async function chosen(panel, input) {
  const file = input.files[0];
  if (!file || file.size > Number(panel.dataset.limit)) return;
  refuse(panel, "");
  const sending = send(panel, file);
  underWay.add(sending);
  const { status, answer } = await sending;
  underWay.delete(sending);
  panel.querySelector(".sending").hidden = true;
  if (input.files[0] !== file) return;
  if (status === 201 && answer) {
    show(panel, answer);
    input.value = "";
    input.dispatchEvent(new Event("sent"));
    panel.querySelector("[data-said]").textContent = `${answer.filename} — ${panel.querySelector("[data-said]").dataset.received}`;
    remember();
    if (input.name === "cv") offer(answer.token);
  } else if (status === 422 && answer?.message) {
    input.value = "";
    input.dispatchEvent(new Event("sent"));
    refuse(panel, answer.message);
  }
  // Anything else: the file stays chosen, and goes with the form.
}

// -- what the CV says of the person: shown, and taken over only on a press of the button --
async function offer(token) {
  const box = document.getElementById("offer");
  const reading = document.getElementById("reading");
  box.hidden = true;
  reading.hidden = false;
  let found;
  try {
    const answer = await fetch(form.dataset.contacts, { headers: { "X-Kept-File": token, Accept: "application/json" } });
    if (!answer.ok) return;
    found = await answer.json();
  } catch {
    return;
  } finally {
    reading.hidden = true;
  }
  for (const row of box.querySelectorAll("[data-offered]")) {
    const words = form.elements[row.dataset.offered].value.trim() ? "" : found[row.dataset.offered] || "";
    row.hidden = !words;
    row.querySelector("dd").textContent = words;
    box.hidden = box.hidden && !words;
  }
}

document.querySelector("#offer button").addEventListener("click", () => {
  for (const row of document.querySelectorAll("[data-offered]:not([hidden])")) {
    const field = form.elements[row.dataset.offered];
    field.value = field.value || row.querySelector("dd").textContent;
    if (field.closest("details")) field.closest("details").open = true;
  }
  document.getElementById("offer").hidden = true;
  remember();
  form.elements.name.focus();
});

for (const panel of form.querySelectorAll("[data-upload-to]")) {
  const input = panel.querySelector("input[type=file]");
  panel.toggleAttribute("data-required", input.required || !panel.querySelector("[data-remove]"));
  if (keptOf(panel)) panel.querySelector("[data-remove]")?.removeAttribute("hidden");
  input.addEventListener("change", () => chosen(panel, input));
  panel.querySelector("[data-remove]")?.addEventListener("click", () => {
    show(panel, null);
    remember();
    input.focus();
  });
  panel.addEventListener("dragover", (event) => { event.preventDefault(); panel.classList.add("over"); });
  panel.addEventListener("dragleave", () => panel.classList.remove("over"));
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    panel.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
}

// A form sent while a file is on its way waits for it: the file would travel twice.
form.addEventListener("submit", async (event) => {
  if (!underWay.size || event.defaultPrevented) return;
  event.preventDefault();
  said.className = "muted";
  said.textContent = form.dataset.busy;
  await Promise.all(underWay);
  form.requestSubmit(event.submitter);
});

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(remember, 300);
});
restore();
