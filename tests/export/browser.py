"""Headless Chromium over a pipe: the DevTools protocol as JSON between NUL bytes, no port and no library."""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile


def _out_of_the_way(descriptor):
    """The same above 9, where it is not among those that Chromium expects."""
    other = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return other


class Browser:
    """One browser with one page. Everything that the console, the log or the network says is kept."""

    def __init__(self):
        self._profile = tempfile.mkdtemp()
        to_read, self._write = map(_out_of_the_way, os.pipe())
        self._read, to_write = map(_out_of_the_way, os.pipe())
        command = [
            "chromium", "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
            "--disable-background-networking", "--disable-breakpad", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--force-color-profile=srgb", "--user-data-dir=" + self._profile, "--remote-debugging-pipe",
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        # Chromium reads commands from descriptor 3 and answers on descriptor 4.
        shell = ["bash", "-c", f'exec 3<&{to_read} 4>&{to_write} {to_read}<&- {to_write}>&-; exec "$@"', "chromium"]
        self._process = subprocess.Popen(shell + command, pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self._buffer = b""
        self._next = 0
        self._session = None
        self.complaints = []  # of the console and the log
        self.requests = []    # addresses asked for
        self._loaded = False
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._write)
        self._process.terminate()
        self._process.wait()
        os.close(self._read)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _receive(self):
        while b"\0" not in self._buffer:
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise RuntimeError("the browser is gone")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event):
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.complaints.append(str(params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Page.loadEventFired":
            self._loaded = True

    def call(self, method, **params):
        self._next += 1
        message = {"id": self._next, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") != self._next:
                self._note(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def open(self, path, width, height=900):
        """Opens a file in a window so wide and waits until it is loaded."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        self._loaded = False
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        while not self._loaded:
            self._note(self._receive())

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")
