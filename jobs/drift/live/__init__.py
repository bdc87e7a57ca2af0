"""The service's own counts, compared with the reference or with the days before: in service, without a file of people."""
