"""The meaning: where an answer comes from, joins between products, lists and details. Plain values in and out."""
