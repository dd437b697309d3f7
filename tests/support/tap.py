"""TAP on stdout, a line a case, each as soon as it is known."""
import sys


class Report:
    def __init__(self):
        self.n = self.bad = self.skipped = 0

    def line(self, ok, text, *details):
        self.n += 1
        self.bad += not ok
        print(f'{"ok" if ok else "not ok"} {self.n} - {text}')
        for detail in details:
            for row in detail.splitlines():
                print(f'# {row}')
        sys.stdout.flush()

    def skip(self, text, why):
        self.n += 1
        self.skipped += 1
        print(f'ok {self.n} - {text} # SKIP {why}')
