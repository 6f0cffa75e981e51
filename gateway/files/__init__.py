"""The file door: PDFs and attachments of records, downloaded and uploaded over HTTP."""
