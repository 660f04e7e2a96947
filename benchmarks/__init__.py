"""Side by side with other libraries and with C: the same work, in one go, on this machine. See README.md here."""
