"""Looks into the Windows program: its icon, version resource, manifest and what it loads.

    python3 .ci/windows_exe.py PROGRAM.exe

Prints one line a check, then the counts, and fails when one of them fails. Needs nothing but Python.
Source: https://learn.microsoft.com/en-us/windows/win32/debug/pe-format, and the pages on VS_VERSIONINFO and
icon resources.
"""

import json
import re
import struct
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ICON, GROUP_ICON, VERSION, MANIFEST = 3, 14, 16, 24
WINDOW_PROGRAM = 2
DYNAMIC_BASE, NX, HIGH_ENTROPY = 0x40, 0x100, 0x20


class Program:
    """The parts of a 64-bit program that are asked for here."""

    def __init__(self, path: Path):
        self.bytes = path.read_bytes()
        at = self.number(0x3C, "I")
        if self.bytes[at : at + 4] != b"PE\0\0":
            raise SystemExit(f"{path} is not a Windows program.")
        sections, optional = self.number(at + 6, "H"), self.number(at + 20, "H")
        self.machine = self.number(at + 4, "H")
        head = at + 24
        if self.number(head, "H") != 0x20B:
            raise SystemExit(f"{path} is not a 64-bit program.")
        self.subsystem = self.number(head + 68, "H")
        self.characteristics = self.number(head + 70, "H")
        self.imports_at = self.number(head + 120, "I")
        self.resources_at = self.number(head + 128, "I")
        self.sections = []
        for index in range(sections):
            entry = head + optional + 40 * index
            size, start, raw_size, raw = struct.unpack_from("<IIII", self.bytes, entry + 8)
            self.sections.append((start, max(size, raw_size), raw))

    def number(self, at: int, form: str) -> int:
        return struct.unpack_from("<" + form, self.bytes, at)[0]

    def offset(self, address: int) -> int:
        for start, size, raw in self.sections:
            if start <= address < start + size:
                return address - start + raw
        raise SystemExit("The program points outside its own sections.")

    def resources(self, kind: int) -> dict[int, bytes]:
        """All resources of a kind, by their number, in the first language of each."""
        found = {}
        root = self.offset(self.resources_at)
        for number, names in self.entries(root, root):
            if number != kind:
                continue
            for name, languages in self.entries(root, names):
                _, leaf = next(iter(self.entries(root, languages)))
                address, size = struct.unpack_from("<II", self.bytes, leaf)
                start = self.offset(address)
                found[name] = self.bytes[start : start + size]
        return found

    def entries(self, root: int, directory: int):
        named, numbered = struct.unpack_from("<HH", self.bytes, directory + 12)
        for index in range(named + numbered):
            number, at = struct.unpack_from("<II", self.bytes, directory + 16 + 8 * index)
            yield number, root + (at & 0x7FFFFFFF)

    def libraries(self) -> set[str]:
        """What has to be there before the program starts."""
        found, at = set(), self.offset(self.imports_at)
        while name := self.number(at + 12, "I"):
            start = self.offset(name)
            found.add(self.bytes[start : self.bytes.index(b"\0", start)].decode().lower())
            at += 20
        return found


def version_texts(resource: bytes) -> dict[str, str]:
    """The names and values of a version resource; each value stands after its name, both in UTF-16."""
    texts = {}
    for name in (
        "ProductName",
        "ProductVersion",
        "FileVersion",
        "FileDescription",
        "CompanyName",
        "LegalCopyright",
    ):
        wanted = (name + "\0").encode("utf-16-le")
        at = resource.find(wanted)
        if at < 0:
            continue
        start = (at + len(wanted) + 3) & ~3
        rest = resource[start:].decode("utf-16-le", "replace")
        texts[name] = rest.split("\0", 1)[0]
    return texts


def icon_sizes(group: bytes) -> list[int]:
    """Widths of an icon's pictures; 0 stands for 256."""
    count = struct.unpack_from("<H", group, 4)[0]
    return sorted(group[6 + 14 * index] or 256 for index in range(count))


def settings_of(manifest: bytes) -> dict[str, str]:
    """What a manifest says, by element name; what matters of an element that has only attributes."""
    said = {}
    for element in xml.fromstring(manifest.decode("utf-8").strip("\0 \r\n")).iter():
        name = element.tag.rsplit("}", 1)[-1]
        attributes = element.attrib
        if name == "requestedExecutionLevel":
            said[name] = f"{attributes.get('level')} uiAccess={attributes.get('uiAccess')}"
        elif name == "supportedOS":
            said[name] = f"{said.get(name, '')} {attributes.get('Id', '').lower()}".strip()
        elif name == "assemblyIdentity":
            said[attributes.get("name", name)] = attributes.get("version", "")
        elif element.text and element.text.strip():
            said[name] = element.text.strip()
    return said


def main(path: Path) -> int:
    program = Program(path)
    config = json.loads((ROOT / "tauri.conf.json").read_text())
    cargo = (ROOT / "Cargo.toml").read_text()
    number = re.search(r"\[workspace\.package\]\s+version = \"([^\"]+)\"", cargo)
    version = config.get("version") or (number and number[1])
    counts = {True: 0, False: 0}

    def check(what: str, found: object, wanted: object) -> None:
        fine = found == wanted
        counts[fine] += 1
        print(f"{'ok  ' if fine else 'FAIL'} {what}: {found}" + ("" if fine else f", not {wanted}"))

    texts = version_texts(next(iter(program.resources(VERSION).values()), b""))
    check("product name", texts.get("ProductName"), config["productName"])
    check("product version", texts.get("ProductVersion"), version)
    check("file version", texts.get("FileVersion"), version)
    check("description", texts.get("FileDescription"), config["productName"])
    check("company", texts.get("CompanyName"), config["bundle"]["publisher"])
    check("copyright", texts.get("LegalCopyright"), config["bundle"].get("copyright"))

    groups = program.resources(GROUP_ICON)
    sizes = icon_sizes(next(iter(groups.values()))) if groups else []
    check("icon", sizes, [16, 24, 32, 48, 64, 256])
    ours = (ROOT / "icons/icon.ico").read_bytes()
    pictures = program.resources(ICON).values()
    check("icon's pictures are ours", bool(pictures) and all(p in ours for p in pictures), True)

    manifests = list(program.resources(MANIFEST).values())
    check("manifests", len(manifests), 1)
    said = settings_of(manifests[0]) if manifests else {}
    for name, wanted in {
        "requestedExecutionLevel": "asInvoker uiAccess=false",
        "supportedOS": "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}",
        "dpiAwareness": "PerMonitorV2, PerMonitor",
        "dpiAware": "true/pm",
        "longPathAware": "true",
        "activeCodePage": "UTF-8",
        "Microsoft.Windows.Common-Controls": "6.0.0.0",
    }.items():
        check(f"manifest {name}", said.get(name), wanted)

    check("for 64-bit Intel and AMD", hex(program.machine), "0x8664")
    check("opens no console", program.subsystem, WINDOW_PROGRAM)
    for what, bit in {
        "placed at random": DYNAMIC_BASE,
        "in all 64 bits": HIGH_ENTROPY,
        "no code in its data": NX,
    }.items():
        check(what, bool(program.characteristics & bit), True)
    # What Windows does not bring. Built with MinGW, WebView2's loader lies beside the program; with Microsoft's
    # linker it is inside.
    foreign = {name for name in program.libraries() if re.match(r"lib|webview|vcruntime|msvcp", name)}
    check("needs beside it", sorted(foreign - {"webview2loader.dll"}), [])

    print(f"{counts[True]} passed, {counts[False]} failed  ({path.stat().st_size / 1e6:.2f} MB)")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
