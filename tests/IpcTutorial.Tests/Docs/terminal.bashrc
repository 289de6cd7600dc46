# The shell in which the tests type what the docs show. It says by itself where a prompt is, so that nobody has to guess
# it from the output: a mark that terminals do not show (OSC 133, "command finished"), with exit code and session.
PS1='\[\e]133;D;$?;$$\a\]'
PS2=
HISTFILE=

# What is typed is known.
stty -echo cols 120 rows 40

# What the reader writes is built here, by the compiler alone: servers of it would stay when this shell ends. The build
# of a single file would stay in the home folder. And how far it is, a terminal shows and wipes away.
export UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=false
export XDG_DATA_HOME=/tmp MSBUILDTERMINALLOGGER=off

# All is built already, by the test run itself, and in one configuration. 'dotnet run' takes a second or two to find that
# out; so what it would start is started. In the full size of the tests the first one of each project on each page is typed
# as it stands: /tmp is that of the page.
dotnet() {
    if [ "$1" != run ] || [[ "$2" = *.cs ]]; then
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
