// Comforts over forms that work without them: the summary of errors takes the focus, a newly chosen file stands in for
// the one kept before, and a file that is too large says so before it is sent.

document.getElementById("error-summary")?.focus();

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
