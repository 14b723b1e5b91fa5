"""Floor 3: readers of untrusted bytes, one format a file, and the disposable process that they run in.

A reader is a function `read(data: bytes, hint: Hint) -> Parsed`.  It is pure: no file, no network, no clock; what it cannot
read it names in `Parsed.unread`, and where nothing can be read it raises `ParseError(where, why)`.
"""
