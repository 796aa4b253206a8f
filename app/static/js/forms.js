// Comforts over forms that work without them: the summary of errors takes the focus, what was done is said where it was
// done, a newly chosen file stands in for the one kept before, a file that is too large says so before it is sent, and a
// double click sends once.

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

// What can not be taken back lightly is asked once more; without a script the button does it at once.
const dialog = document.getElementById("confirm");
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!dialog || !button?.dataset.confirm || button.dataset.confirmed) return;
  event.preventDefault();
  dialog.querySelector("p").textContent = button.dataset.confirm;
  dialog.querySelector("[value=yes]").textContent = button.firstChild.textContent;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return button.focus();
    button.dataset.confirmed = "yes";
    event.target.requestSubmit(button);
  };
  dialog.showModal();
});

// Who clicks again while the answer is on its way wants the same thing: a letter would leave twice, and of a move the second
// click would be told that somebody else was faster. Not for ever: a download leaves its page, and its button, as they were.
const AWAITED = 5000;
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
  if (event.timeStamp - sentAt.get(event.target) < AWAITED) event.preventDefault();
  else sentAt.set(event.target, event.timeStamp);
});
