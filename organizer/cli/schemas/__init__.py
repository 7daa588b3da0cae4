"""What commands print with ``--json``, as JSON Schema: a module beside each of ``options``.

Keys may be added to a document, and documents to a command. What would take a key away or change what it
means raises the version, which every object that is printed has, or each object of a list.
"""

#: The key of the version, and the version itself.
KEY, VERSION = "schema_version", 1
