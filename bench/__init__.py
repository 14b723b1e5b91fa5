"""Quality and speed, measured on a corpus folder given as an argument.  A report is a report: it never fails."""
