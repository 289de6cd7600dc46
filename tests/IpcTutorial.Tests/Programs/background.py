"""Starts a program in the background of an interactive shell in a terminal of its own, then types what it is told.

background.py PROGRAM [ARGUMENT...]"""
import os
import pty
import shlex
import sys
import threading

shell, terminal = pty.fork()
if shell == 0:
    os.environ["PS1"] = ""
    os.execvp("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"])


def type_lines():
    for line in sys.stdin.buffer:
        os.write(terminal, line)


os.write(terminal, b"stty -echo\n" + shlex.join(sys.argv[1:]).encode() + b" &\n")
threading.Thread(target=type_lines, daemon=True).start()
try:
    while output := os.read(terminal, 4096):
        # A prompt has no end of line, and whoever waits for it waits for a line.
        os.write(1, output.replace(b"> ", b"> \n"))
except OSError:
    pass  # which is the end of a terminal
os.waitpid(shell, 0)
