"""What the records of several products share: addresses, files, mail, history."""
