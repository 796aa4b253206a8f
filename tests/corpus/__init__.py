"""The attack corpus (B4): what strangers send, or may send, to a careers form; all made here, nothing live."""
