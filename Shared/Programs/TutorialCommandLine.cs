using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace IpcTutorial.Programs;

/// <summary>What the command lines of both programs have in common.</summary>
public static class TutorialCommandLine
{
    /// <summary>An option that takes a number of a range.</summary>
    public static Option<double?> Number(
        string name, string value, string description, double least, double most, bool isWhole = false) =>
        new(name)
        {
            HelpName = value,
            Description = $"{description}, {least:0.##} to {most:0}",
            CustomParser = argument =>
            {
                string text = argument.Tokens.Single().Value;
                if (text.IsNumber(least, most, isWhole, out double number))
                    return number;

                argument.AddError(
                    $"{name} is '{text}', and must be a {(isWhole ? "whole " : "")}number from {least:0.##} to {most:0}.");
                return null;
            },
        };

    /// <summary>Reads a number of a range, written as in C#: <c>0.5</c>.</summary>
    internal static bool IsNumber(this string text, double least, double most, bool isWhole, out double number) =>
        double.TryParse(text, isWhole ? NumberStyles.Integer : NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && number >= least && number <= most;

    /// <summary>Whether the command line asks for a stream.</summary>
    /// <param name="commandLine">The command line.</param>
    /// <param name="stream">The option that does.</param>
    /// <param name="own">The options that are for a stream only.</param>
    /// <param name="others">Those that cannot be had together with one.</param>
    /// <exception cref="SettingsException">It has options that would be ignored.</exception>
    public static bool AsksForStream(
        this ParseResult commandLine, Option<bool> stream, IEnumerable<Option> own, IEnumerable<Option> others)
    {
        bool isWanted = commandLine.GetValue(stream);
        if (isWanted)
            commandLine.Refuse(others, stream.Name);
        else if (commandLine.FirstOf(own) is { } ignored)
            throw new SettingsException($"{ignored.Name} is for a stream: add {stream.Name}.");
        return isWanted;
    }

    /// <summary>Refuses options that would be ignored, beside something else.</summary>
    /// <exception cref="SettingsException">One of them is given.</exception>
    public static void Refuse(this ParseResult commandLine, IEnumerable<Option> options, string beside)
    {
        if (commandLine.FirstOf(options) is { } ignored)
            throw new SettingsException($"{ignored.Name} has no use with {beside}.");
    }

    /// <summary>The first of some options that the command line has, if any.</summary>
    public static Option? FirstOf(this ParseResult commandLine, IEnumerable<Option> options) =>
        options.FirstOrDefault(option => commandLine.GetResult(option) is { Implicit: false });

    /// <summary>Parses a command line, runs its command, and tells the user of a failure.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="program">The name of the program: <c>Producer</c> or <c>Consumer</c>.</param>
    /// <param name="args">What it was given.</param>
    /// <returns>The exit code.</returns>
    public static int Run(this RootCommand root, string program, string[] args)
    {
        BackgroundJob.Block();
        StandardStreams.LoseWhatCannotBeWritten();
        ParseResult? parsed = null;
        try
        {
            FileSizeLimit.Heed();
            BackgroundJob.Heed();
            parsed = root.Parse(args, new ParserConfiguration
            {
                ResponseFileTokenReplacer = null, // '@' may begin the name of a picture
            });
            string[] mistakes = [.. CommandLineMistakes.Of(parsed).Select(mistake => mistake.WithoutPasswords())];
            if (mistakes.Length > 0)
            {
                foreach ((int index, string mistake) in mistakes.Index())
                    Failure.WriteLine(index == 0 ? $"{program}: {mistake}" : mistake);
                Failure.WriteLine("See --help.");
                return ExitCode.Usage;
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e)
        {
            // The outermost frame of the program: whatever it is, the user gets a message and no stack trace.
            (SegmentKey? key, string arguments) = parsed is null ? default : SegmentOf(parsed);
            return Failure.Report(program, e, key, arguments ?? "");
        }
    }

    // Which segment a command line is about, and what the other program must be given to find it.
    private static (SegmentKey? Key, string Arguments) SegmentOf(ParseResult commandLine)
    {
        try
        {
            if (commandLine.GetResult("--qt") is OptionResult { Implicit: false })
                return (null, commandLine.GetValue<string?>("--key") is { } text ? $"--qt --key {text.ToShellWord()}" : "--qt");

            TutorialSettings settings = commandLine.GetSettings();
            return (settings.Key, settings.Arguments);
        }
        catch (Exception)
        {
            return (null, ""); // which was the failure itself, or what it comes from
        }
    }
}
