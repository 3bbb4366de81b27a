"""
Reads a timeline with the importers of OpenShot (Debian's package openshot-qt), and prints the clips that it would lay, as
JSON. The importers are as they are installed; what is behind them (the window, the file dialogue, the project, the
library that decodes) is replaced by as much of it as they ask for.

    python3 openshot.py FOLDER_OF_OPENSHOT FILE FRAMES_PER_SECOND
"""

import importlib
import json
import os
import sys
from types import ModuleType, SimpleNamespace

folder, path, rate = sys.argv[1], sys.argv[2], int(sys.argv[3])
laid = []


def module(name, **members):
    made = ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made


class Saved:
    """A file, a track or a clip of the project."""

    id = "1"

    def __init__(self):
        self.data = {}

    def save(self):
        pass


class Clip(Saved):
    def save(self):
        laid.append(self.data)


class File(Saved):
    @staticmethod
    def get(path):
        return None


class Decoded:
    """What OpenShot's library says of a file, as far as the importers look at it."""

    def __init__(self, file):
        self.file = file

    def Json(self):
        return json.dumps({"id": "1", "path": self.file, "has_video": True, "has_audio": False})

    def Reader(self):
        return self


class Anything:
    """A window: whatever is asked of it does nothing."""

    def __getattr__(self, name):
        return Anything()

    def __call__(self, *arguments):
        return Anything()


settings = {"fps": {"num": rate, "den": 1}, "layers": [{"number": 1000000}]}
project = SimpleNamespace(get=settings.get, current_filepath="")
app = SimpleNamespace(_tr=lambda text: text, project=project, window=Anything())
dialog = SimpleNamespace(getOpenFileName=lambda *arguments: (path, ""))

module("openshot", Clip=Decoded)
module("PyQt5")
module("PyQt5.QtWidgets", QFileDialog=dialog)
module("windows")
module("windows.views")
module("windows.views.find_file", find_missing_file=lambda file: (file, False, False))
module("classes")
sys.modules["classes"].__path__ = [os.path.join(folder, "classes")]
module("classes.info", HOME_PATH="", PATH="", THUMBNAIL_PATH="")
sys.modules["classes"].info = sys.modules["classes.info"]
module("classes.app", get_app=lambda: app)
module("classes.logger", log=SimpleNamespace(warning=lambda *arguments, **named: sys.exit(arguments[0])))
module("classes.image_types", is_image=lambda file: False)
module("classes.query", Clip=Clip, Track=Saved, File=File)

if path.endswith(".edl"):
    importlib.import_module("classes.importers.edl").import_edl()
else:
    importlib.import_module("classes.importers.final_cut_pro").import_xml()

print(json.dumps([{key: clip[key] for key in ("title", "path", "layer", "position", "start", "end")} for clip in laid]))
