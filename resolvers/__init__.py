"""Where each answer comes from: lists, records, joins, permissions, writes. Plain values go in and out."""
