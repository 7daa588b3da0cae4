"""All tools, by the names that they have in files and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.work.tags.tools.casing import Case
from organizer.work.tags.tools.cleaning import Entities, Remove, Trim
from organizer.work.tags.tools.featuring import Featuring
from organizer.work.tags.tools.from_fields import FromFields
from organizer.work.tags.tools.from_path import FromPath
from organizer.work.tags.tools.mojibake import Mojibake
from organizer.work.tags.tools.numbering import Number
from organizer.work.tags.tools.replacing import Replace
from organizer.work.tags.tools.song import Tool
from organizer.work.tags.tools.sort_names import SortName
from organizer.work.tags.tools.splitting import Join, Split

#: In the order in which they are offered.
TOOLS: Mapping[str, type[Tool]] = {
    each.kind: each
    for each in (
        FromPath,
        FromFields,
        Replace,
        Case,
        Trim,
        Number,
        Split,
        Join,
        Featuring,
        SortName,
        Mojibake,
        Entities,
        Remove,
    )
}
