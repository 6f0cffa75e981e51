"""The finance platform, which Books and Billing share: modules, the envelope, its codes and paging by number."""
