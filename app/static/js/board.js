// Moving a card, by drag or by its own form, without leaving the page. Without a script the form does the same.
"use strict";

const board = document.getElementById("board");
const overdue = document.getElementById("overdue");
const passing = document.getElementById("passing");
const status = document.getElementById("board-status");
const token = document.querySelector('meta[name="csrf-token"]').content;

function add(list, n) {
  const shown = list.closest(".column").querySelector(".count");
  shown.textContent = String(Number(shown.textContent) + n);
}

function column(stage) {
  return board.querySelector(`ol[data-stage="${stage}"]`);
}

function know(card, version) {
  card.dataset.version = version;
  card.querySelectorAll('input[name="version"]').forEach((field) => { field.value = version; });
}

function put(card, list, index) {
  list.insertBefore(card, list.children[index] || null);
}

// What is said stays until it is closed, or until the next card moves.
function say(words) {
  status.textContent = words;
  passing.classList.toggle("visually-hidden", !words);
  passing.querySelector("button").hidden = !words;
}

passing.querySelector("button").addEventListener("click", () => say(""));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") say(""); });

async function send(card, list) {
  const q = new URLSearchParams(location.search).get("q") || "";
  const body = new URLSearchParams({ csrf_token: token, to_stage: list.dataset.stage, version: card.dataset.version, q });
  const answer = await fetch(card.querySelector("form").action, { method: "POST", body, headers: { Accept: "application/json" } });
  // Erased meanwhile, or of a job whose team one has left.
  if (answer.status === 404) return { ok: false, message: board.dataset.gone };
  // Only JSON is an answer: a session that has ended leads to the sign-in page, or has lost its form token.
  if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
    return { ok: false, message: answer.redirected || answer.status === 403 ? board.dataset.ended : "" };
  }
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

// What the page says of time: how long the card has been where it is now, and how many of the board are beyond their limit.
function tell(card, result) {
  const waiting = card.querySelector(".meta > span");
  waiting.textContent = result.waiting;
  waiting.className = result.is_overdue ? "chip warn" : "";
  overdue.textContent = result.overdue;
  overdue.hidden = !result.overdue;
}

// The card stands in its new column already; it leaves it when the server says no.
async function settle(card, from, to, oldIndex) {
  say("");
  add(from, -1);
  add(to, 1);
  let result;
  try {
    result = await send(card, to);
  } catch {
    result = { ok: false };
  }
  if (result.ok) {
    know(card, result.version);
    offer(card, from, to);
    tell(card, result);
    say(`${card.querySelector("a").textContent} — ${board.dataset.moved} ${to.dataset.name}`);
    return;
  }
  say(result.message || board.dataset.failed);
  add(to, -1);
  // A colleague was faster: the card goes where they have put it, and from the board once they have decided.
  if (result.version) know(card, result.version);
  const now = result.version ? column(result.stage) : from;
  if (!now) {
    card.remove();
    return;
  }
  put(card, now, now === from ? oldIndex : now.children.length);
  add(now, 1);
  if (now !== from) offer(card, from, now);
}

// The card's form: the card goes, and the focus goes with it.
board.addEventListener("submit", async (event) => {
  const card = event.target.closest(".cand");
  const to = column(event.submitter?.value);
  if (!card || !to) return;
  event.preventDefault();
  const from = card.parentElement;
  const oldIndex = [...from.children].indexOf(card);
  card.querySelector("details").open = false;
  to.append(card);
  card.querySelector("summary").focus();
  await settle(card, from, to, oldIndex);
  (card.isConnected ? card.querySelector("summary") : board).focus();
});

// The rest of a column, as one scrolls to its end. The link leads to the list when this can not be had.
const ends = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) extend(entry.target);
}, { rootMargin: "400px" });

async function extend(end) {
  ends.unobserve(end);
  const list = end.closest(".column").querySelector("ol[data-stage]");
  let answer;
  try {
    answer = await fetch(end.dataset.next);
  } catch {
    return;
  }
  if (!answer.ok || answer.redirected) return;
  const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A card that was moved here meanwhile is in the column already.
  for (const card of piece.querySelectorAll(".cand")) if (!document.getElementById(card.id)) list.append(card);
  const next = piece.querySelector("a.more");
  if (!next) {
    end.remove();
    return;
  }
  end.dataset.next = next.dataset.next;
  ends.observe(end);
}

board.querySelectorAll("a.more").forEach((end) => ends.observe(end));

for (const list of board.querySelectorAll("ol[data-stage]")) {
  Sortable.create(list, {
    group: "board", animation: 0, ghostClass: "dragging", filter: "details, button", preventOnFilter: false,
    delay: 200, delayOnTouchOnly: true, // a finger that scrolls the board moves no card
    onEnd: (event) => { if (event.from !== event.to) settle(event.item, event.from, event.to, event.oldIndex); },
  });
}
