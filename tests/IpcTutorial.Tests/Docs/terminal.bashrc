# The shell in which the tests type what the docs show. It says by itself where a prompt is, so that nobody has to guess
# it from the output: a mark that terminals do not show (OSC 133, "command finished"), with exit code and session.
PS1='\[\e]133;D;$?;$$\a\]'
PS2=
HISTFILE=

# What is typed is known. Programs that read lines by .NET echo it all the same.
stty -echo cols 120 rows 40

# All is built already, by the test run itself, and in one configuration.
dotnet() {
    if [ "$1 $2 $3" = "run -c Release" ]; then
        command dotnet run --no-build "${@:4}"
    elif [ "$1" = run ]; then
        shift
        command dotnet run --no-build "$@"
    else
        command dotnet "$@"
    fi
}
