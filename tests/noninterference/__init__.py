"""Non-interference: two worlds that differ only in what a caller may not see cannot be told apart by that caller."""
