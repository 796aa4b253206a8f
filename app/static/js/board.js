// Drag on the board. Each card also has a form that does the same without a mouse or a script.
"use strict";

const board = document.getElementById("board");
const status = document.getElementById("board-status");
const token = document.querySelector('meta[name="csrf-token"]').content;

function count(list) {
  const shown = list.closest(".column").querySelector(".count");
  return { add: (n) => { shown.textContent = String(Number(shown.textContent) + n); } };
}

function put(card, list, index) {
  list.insertBefore(card, list.children[index] || null);
}

function say(words) {
  status.textContent = words;
  status.className = "notice";
}

async function send(card, list) {
  const body = new URLSearchParams({ csrf_token: token, to_stage: list.dataset.stage, version: card.dataset.version });
  const answer = await fetch(card.dataset.action, { method: "POST", body, headers: { Accept: "application/json" } });
  // Only JSON is an answer: a session that has ended leads to the sign-in page, which is a success of another kind.
  if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return { ok: false };
  return { ...(await answer.json()), ok: answer.ok };
}

// The card's own form offers every stage but the one it is in.
function offer(card, from, to) {
  const button = card.querySelector(`button[value="${to.dataset.stage}"]`);
  if (button) {
    button.value = from.dataset.stage;
    button.textContent = from.dataset.name;
  }
}

async function moved(event) {
  const card = event.item;
  if (event.from === event.to) return;
  count(event.from).add(-1);
  count(event.to).add(1);
  let result;
  try {
    result = await send(card, event.to);
  } catch {
    result = { ok: false };
  }
  if (result.ok) {
    card.dataset.version = result.version;
    card.querySelectorAll('input[name="version"]').forEach((field) => { field.value = result.version; });
    offer(card, event.from, event.to);
    say(`${board.dataset.moved} ${event.to.dataset.name}`);
    return;
  }
  put(card, event.from, event.oldIndex);
  count(event.from).add(1);
  count(event.to).add(-1);
  say(result.message || board.dataset.failed);
}

for (const list of board.querySelectorAll("ol[data-stage]")) {
  Sortable.create(list, { group: "board", animation: 0, ghostClass: "dragging", filter: "details, button", preventOnFilter: false, onEnd: moved });
}
