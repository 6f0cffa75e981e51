"""What a declaration says: the kinds of fields, inputs and lists, and the words that declare them."""
