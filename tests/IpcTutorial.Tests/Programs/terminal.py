"""Runs a program in a terminal of its own, and closes the terminal as soon as the program has said a word.

terminal.py [--ignore-hangup] WORD PROGRAM [ARGUMENT...]; then says "closed", and how the program ended.
terminal.py --kill WORD PROGRAM [ARGUMENT...] kills the program instead, and says whether the terminal has its echo."""
import os
import pty
import signal
import sys
import termios

arguments = sys.argv[1:]
option = arguments.pop(0) if arguments[0].startswith("--") else ""
word, *command = arguments
program, terminal = pty.fork()
if program == 0:
    if option == "--ignore-hangup":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.execv(command[0], command)

seen = b""
while word.encode() not in seen:
    seen += os.read(terminal, 4096)
if option == "--kill":
    os.kill(program, signal.SIGKILL)
    os.waitpid(program, 0)
    has_echo = termios.tcgetattr(terminal)[3] & termios.ECHO
    print("with echo" if has_echo else "without echo", flush=True)
    sys.exit()
os.close(terminal)
print("closed", program, flush=True)
print("ended with", os.waitstatus_to_exitcode(os.waitpid(program, 0)[1]), flush=True)
