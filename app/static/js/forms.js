// Comforts over forms that work without them: the summary of errors takes the focus, what was done is said where it was
// done, a newly chosen file stands in for the one kept before, a file that is too large says so before it is sent, a
// double click sends once, and what was written in another form is not lost in silence.

// A page of many forms has no summary: the field itself takes the focus, or the first of the form under the errors.
const wrongField = ":is(.has-error, [role=alert] ~ form) :is(input:not([type=hidden]), select, textarea)";
(document.getElementById("error-summary") ?? document.querySelector(wrongField))?.focus();

// An address with a fragment leads past the head of the page, where the words would stay out of sight.
const whatWasDone = document.querySelector(".messages:has(*)");
const whereToldOf = document.getElementById(location.hash.slice(1));
if (whatWasDone && whereToldOf?.localName === "section") {
  whereToldOf.querySelector("h2")?.after(whatWasDone);
  whereToldOf.scrollIntoView();
}

function judge(panel, input) {
  const file = input.files[0];
  panel.classList.toggle("replacing", Boolean(file));
  panel.parentElement.querySelector("[data-remark]")?.remove();
  const isTooLarge = Boolean(file) && file.size > Number(panel.dataset.limit);
  input.toggleAttribute("data-too-large", isTooLarge);
  if (isTooLarge) {
    const remark = document.createElement("p");
    remark.className = "field-error";
    remark.dataset.remark = "";
    remark.setAttribute("role", "alert");
    remark.textContent = panel.dataset.tooLarge;
    panel.before(remark);
  }
}

for (const panel of document.querySelectorAll("[data-file-field]")) {
  const input = panel.querySelector("input[type=file]");
  input.addEventListener("change", () => judge(panel, input));
  input.addEventListener("sent", () => judge(panel, input));
  input.form?.addEventListener("submit", (event) => {
    if (input.hasAttribute("data-too-large")) {
      event.preventDefault();
      input.focus();
    }
  });
}

// The first field that was written in and is not sent: of a form that was refused, what was written stands there from the start.
const WRITTEN = "textarea, input:not([type=hidden], [type=password], [type=checkbox], [type=radio])";
function unsent(form) {
  const isRefused = form.matches(".has-error, :has(.has-error, .error-summary)");
  return [...form.querySelectorAll(WRITTEN)].find((field) => field.value && (isRefused || field.value !== field.defaultValue));
}
const isPost = (form) => form.getAttribute("method") === "post";

// What can not be taken back lightly is asked once more, and so is a form whose answer would take away what was written in
// another one of its page; without a script the button does it at once.
const dialog = document.getElementById("confirm");
const confirmed = new WeakSet();
document.addEventListener("submit", (event) => {
  const [form, button] = [event.target, event.submitter];
  if (!dialog || !isPost(form) || confirmed.delete(form)) return;
  const lost = [...document.forms].filter((other) => other !== form && isPost(other)).map(unsent).find(Boolean);
  const questions = [lost && dialog.dataset.unsent, button?.dataset.confirm].filter(Boolean);
  if (!questions.length) return;
  event.preventDefault();
  dialog.querySelector("p").textContent = questions.join(" ");
  dialog.querySelector("[value=yes]").textContent = (button ?? form.querySelector("button")).firstChild.textContent;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return (lost ?? button).focus();
    confirmed.add(form);
    form.requestSubmit(button);
  };
  dialog.showModal();
});

// Who clicks again while the answer is on its way wants the same thing: a letter would leave twice, and of a move the second
// click would be told that somebody else was faster. Not for ever: a download leaves its page, and its button, as they were.
const AWAITED = 5000;
const sentAt = new WeakMap();
let lastSentAt = -AWAITED;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !isPost(event.target)) return;
  if (event.timeStamp - sentAt.get(event.target) < AWAITED) event.preventDefault();
  else sentAt.set(event.target, lastSentAt = event.timeStamp);
});

// Who leaves by a link, or for another language, is asked by the browser in its own words; nothing is kept to bring back.
if (dialog) addEventListener("beforeunload", (event) => {
  const isSending = event.timeStamp - lastSentAt < AWAITED;
  if (!isSending && [...document.forms].some((form) => isPost(form) && unsent(form))) event.preventDefault();
});
