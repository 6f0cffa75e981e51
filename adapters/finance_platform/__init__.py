"""What Books and Billing share as one finance platform: the envelope, its codes and paging by number."""
