"""A client of yaml-language-server, which completes and checks YAML in VS Code and most other editors.

It speaks the Language Server Protocol over the standard input and output of the real server.
"""

import itertools
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

SERVER = Path(__file__).parent / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def absent() -> str | None:
    """Return why the server cannot run here, or None."""
    if shutil.which("node") is None:
        return "there is no node"
    return None if SERVER.is_file() else "yaml-language-server is not installed: make node-packages"


class Server:
    """One session with the server in the folder of a site, with the settings of VS Code that the site has."""

    def __init__(self, process: "subprocess.Popen[bytes]", root: Path, settings: Mapping[str, object]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.to: IO[bytes] = process.stdin
        self.by: IO[bytes] = process.stdout
        self.root = root
        self.settings = {"yaml": {**settings, "schemaStore": {"enable": False}}}
        self.numbers = itertools.count(1)
        folder = {"uri": root.as_uri(), "name": root.name}
        capabilities = {"workspace": {"configuration": True}}
        start = {"processId": None, "rootUri": folder["uri"], "workspaceFolders": [folder]}
        self.ask("initialize", {**start, "capabilities": capabilities})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})

    def open(self, path: str, text: str) -> list[str]:
        """Open a file and return what the server finds wrong with it, as `line:column message`, both from 1."""
        document = {"uri": self.uri(path), "languageId": "yaml", "version": next(self.numbers), "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        said = self._until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == document["uri"]
            )
        )
        found = said["params"]["diagnostics"]
        places = [(fault["range"]["start"]["line"] + 1, fault["range"]["start"]["character"] + 1) for fault in found]
        return [f"{line}:{column} {fault['message']}" for (line, column), fault in zip(places, found, strict=True)]

    def complete(self, path: str, line: int, column: int) -> dict[str, str]:
        """Return what is offered at a position, with its documentation."""
        offered = self.ask("textDocument/completion", self._at(path, line, column))["items"]
        return {item["label"].strip('"'): str(item.get("documentation") or "") for item in offered}

    def hover(self, path: str, line: int, column: int) -> str:
        """Return what is shown when the pointer rests on a position."""
        shown = self.ask("textDocument/hover", self._at(path, line, column))
        return str(shown["contents"]["value"]) if shown is not None else ""

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def ask(self, method: str, params: object) -> Any:
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        answer = self._until(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _at(self, path: str, line: int, column: int) -> dict[str, object]:
        position = {"line": line - 1, "character": column - 1}
        return {"textDocument": {"uri": self.uri(path)}, "position": position}

    def _until(self, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message = self._receive()
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif is_wanted(message):
                return message

    def _answer(self, message: Mapping[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item.get("section")) for item in message["params"]["items"]]

    def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.to.flush()

    def _receive(self) -> dict[str, Any]:
        length = 0
        while (line := self.by.readline()) != b"\r\n":
            assert line, "the server has ended"
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.by.read(length))
        return message


@contextmanager
def session(root: Path) -> Iterator[Server]:
    """Run the server for a site that `build.py schema` was run on."""
    told = json.loads((root / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    command = ["node", str(SERVER), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        server = Server(process, root, {"schemas": told, "validate": True, "completion": True, "hover": True})
        try:
            yield server
        finally:
            process.terminate()
