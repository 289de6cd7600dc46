# The shell in which the tests type what the docs show. It says by itself where a prompt is, so that nobody has to guess
# it from the output: a mark that terminals do not show (OSC 133, "command finished"), with exit code and session.
PS1='\[\e]133;D;$?;$$\a\]'
PS2=
HISTFILE=

# What is typed is known.
stty -echo cols 120 rows 40

# All is built already, by the test run itself, and in one configuration. 'dotnet run' takes a second or two to find that
# out; so what it would start is started. In the full size of the tests the first one of each project on each page is typed
# as it stands: /tmp is that of the page.
dotnet() {
    if [ "$1" != run ]; then
        command dotnet "$@"
        return
    fi

    shift
    while true; do
        case $1 in
            -c) shift 2 ;;
            --no-build) shift ;;
            *) break ;;
        esac
    done
    local project=$2
    if [ "$TEST_SIZE" = full ] && mkdir "/tmp/typed-${project##*/}" 2> /dev/null; then
        command dotnet run --no-build "$@"
        return
    fi

    shift 2
    [ "$1" = -- ] && shift
    "$project/$OUTPUT_PATH/${project##*/}" "$@"
}
