"""Writes a tarball shaped like the vendor's agent, with one wheel: python3 stand_in_agent.py FILE

The wheel is a stand-in. It has the bounds that the vendor publishes (2026-02: opentelemetry-api <= 1.39,
protobuf < 7) and a console script aliyun-instrument that says the agent's log line and starts its command.
"""

import base64
import hashlib
import io
import sys
import tarfile
import zipfile

NAME, VERSION = "stand_in_for_aliyun_agent", "2.0.0"
INFO = f"{NAME}-{VERSION}.dist-info"
FILES = {
    f"{NAME}/__init__.py": (
        "import os, sys\n"
        "import google.protobuf, opentelemetry.trace, requests, wrapt\n"
        "def run():\n"
        "    print('Aliyun python agent is started', file=sys.stderr, flush=True)\n"
        "    os.environ['STAND_IN_AGENT'] = opentelemetry.trace.__file__\n"
        "    os.execvp(sys.argv[1], sys.argv[1:])\n"
    ),
    f"{INFO}/METADATA": (
        f"Metadata-Version: 2.1\nName: {NAME.replace('_', '-')}\nVersion: {VERSION}\n"
        "Requires-Dist: opentelemetry-api<=1.39,>=1.20\n"
        "Requires-Dist: protobuf<7,>=5\n"
        "Requires-Dist: requests\n"
        "Requires-Dist: wrapt<2\n"
    ),
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{INFO}/entry_points.txt": f"[console_scripts]\naliyun-instrument = {NAME}:run\n",
}


def record():
    lines = []
    for path, text in FILES.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(text.encode())}")
    return "\n".join([*lines, f"{INFO}/RECORD,,", ""])


wheel = io.BytesIO()
with zipfile.ZipFile(wheel, "w") as archive:
    for path, text in {**FILES, f"{INFO}/RECORD": record()}.items():
        archive.writestr(path, text)
with tarfile.open(sys.argv[1], "w:gz") as tarball:
    member = tarfile.TarInfo(f"aliyun-python-agent/{NAME}-{VERSION}-py3-none-any.whl")
    member.size = len(wheel.getvalue())
    tarball.addfile(member, io.BytesIO(wheel.getvalue()))
