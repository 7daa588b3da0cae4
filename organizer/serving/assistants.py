"""The questions of the catalogue as tools of the Model Context Protocol, over standard input and output."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from organizer.api.catalogue import EDITS, QUESTIONS, Question
from organizer.api.documents import as_json
from organizer.api.parameters import schema_of
from organizer.api.problems import error_document, problem
from organizer.base.reporting.version import __version__
from organizer.serving.library import ServedLibrary

_ABOUT = (
    "A person's music library, analyzed by sound. Search it, find songs that sound alike, paths between "
    "songs, groups, playlists. Everything is read-only"
)
_PROPOSING = ". Edits of tags can be proposed; the person reviews them in the window"


def tools_of(*, proposing: bool) -> dict[str, Question]:
    """The tools by name; ``proposing``: with the one that keeps proposals."""
    return {one.name: one for one in (*QUESTIONS, *EDITS) if proposing or not one.writes}


def server_of(library: ServedLibrary, *, proposing: bool) -> Server[Any]:
    """A server that answers about this library."""
    questions = tools_of(proposing=proposing)
    tools = [_tool(one) for one in questions.values()]

    def ask(one: Question, given: dict[str, Any]) -> dict[str, Any]:
        if one.writes:
            with library.writing() as db:
                answer = one.ask(db, given)
        else:
            answer = one.ask(library.db, given)
        document: dict[str, Any] = as_json(answer)
        return document

    async def list_tools(_context: Any, _parameters: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(_context: Any, parameters: Any) -> types.CallToolResult:
        one = questions.get(parameters.name)
        try:
            if one is None:
                raise LookupError(parameters.name)
            answer = await asyncio.to_thread(ask, one, parameters.arguments or {})
        except LookupError:
            wrong = {"error": {"code": "not_found", "message": f"there is no tool {parameters.name}"}}
            return _result(wrong, is_error=True)
        except Exception as error:
            return _result(as_json(error_document(problem(error))), is_error=True)
        return _result(answer)

    return Server(
        "organizer",
        version=__version__,
        instructions=_ABOUT + (_PROPOSING if proposing else "") + ".",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _tool(one: Question) -> types.Tool:
    return types.Tool(
        name=one.name,
        description=one.about,
        input_schema=schema_of(one.parameters),
        output_schema=one.returns,
        annotations=types.ToolAnnotations(
            read_only_hint=not one.writes, destructive_hint=False, open_world_hint=False
        ),
    )


def _result(document: dict[str, Any], *, is_error: bool = False) -> types.CallToolResult:
    text = json.dumps(document, ensure_ascii=False)
    structured = None if is_error else document
    content = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structured_content=structured, is_error=is_error)


def serve(library: ServedLibrary, *, proposing: bool) -> None:
    """Answer until the other side closes. Nothing else may be written to standard output meanwhile."""
    server = server_of(library, proposing=proposing)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    asyncio.run(run())
