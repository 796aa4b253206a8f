// The secret of the link stands behind the #, which no browser sends: it is put into the form, and out of the address.
const secret = location.hash.slice(1);
if (secret) {
  document.querySelector("#link-form [name=token]").value = secret;
  history.replaceState(null, "", location.pathname + location.search);
}
