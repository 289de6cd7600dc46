using System.Text.RegularExpressions;
using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>The tools to look at segments, and at streams. On a machine of its own: <c>clean</c> removes what other tests left
/// behind on purpose.</summary>
public sealed partial class StreamDiagnosisTests
{
    [Fact]
    public async Task Inspect_and_list_know_a_stream_and_clean_leaves_a_living_one_alone()
    {
        await using Machine machine = await Machine.Start(hasProcesses: false);
        await using var producer = TutorialProgram.Start(There("Producer", "--stream"));
        await producer.Line("Publishing pictures");
        await using var consumer = TutorialProgram.Start(There("Consumer", "--follow", "--every"));
        await consumer.Line("The pictures have");
        await consumer.Signal("STOP"); // or it goes on from slot to slot, always before the one that is looked at

        string inspected;
        do
            inspected = await Output("inspect");
        while (inspected.Contains("none yet", StringComparison.Ordinal)); // the writer goes on until all slots have a picture
        Assert.Matches($@"Writer    process {producer.Id}\r?\n", inspected);
        Assert.Contains("Readers   of every picture: there are", inspected, StringComparison.Ordinal);
        Assert.Matches(@" 4 │ Version +│ 02 00 +│ 2 \(stream\)", inspected);
        Assert.Equal(4, SlotRow().Count(inspected));
        Assert.Contains("shared by readers", inspected, StringComparison.Ordinal);
        Assert.Matches($"ipc-tutorial +in use +[0-9,]+  a stream by process {producer.Id}", await Output("list"));
        Assert.Contains("Nothing was left behind.", await Output("clean"), StringComparison.Ordinal);

        // With the one who reads it alone it lives on, and when that is killed, too, it is left behind.
        await producer.Kill();
        Assert.Contains("Writer    nobody", await Output("inspect"), StringComparison.Ordinal);
        await consumer.Kill();
        Assert.Contains("Removed segment 'ipc-tutorial'.", await Output("clean"), StringComparison.Ordinal);

        Command There(string program, params string[] arguments) => machine.There(TutorialProgram.Command(program, arguments));

        async Task<string> Output(string command) => (await TutorialProgram.Run(There("Consumer", command))).Output;
    }

    // One of them may be written just now.
    [GeneratedRegex("│ [0-3]( latest)? +│ +[0-9]+ │ (whole, 640 × 400 pixels|being written)")]
    private static partial Regex SlotRow();
}
