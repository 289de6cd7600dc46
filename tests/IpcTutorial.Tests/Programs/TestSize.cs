namespace IpcTutorial.Tests.Programs;

/// <summary>How much of what is only long when run long: enough to be quick by default, and all of it with
/// <c>TEST_SIZE=full</c>, as on the build server.</summary>
internal static class TestSize
{
    internal static bool IsFull { get; } = Environment.GetEnvironmentVariable("TEST_SIZE") == "full";

    /// <summary>Processes that are killed at random moments; <c>TEST_KILLS</c> sets any other number.</summary>
    internal static int Kills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TEST_KILLS"), out int kills) ? kills : Of(10, 120);

    /// <summary>Those who write or read a stream that are killed at random moments, in each of two storms.</summary>
    internal static int StreamKills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TEST_KILLS"), out int kills) ? kills : Of(10, 150);

    /// <summary>Rounds of the storms in which peers take part.</summary>
    internal static int PeerRounds { get; } = Of(4, 20);

    /// <summary>Pictures that a peer takes from a Producer that writes without pause.</summary>
    internal static int PeerTakes { get; } = Of(5, 40);

    /// <summary>Pictures of a stream that a peer takes.</summary>
    internal static int StreamPictures { get; } = Of(200, 2000);

    /// <summary>Pictures of a stream that a reader takes in turn, while others want the processors.</summary>
    internal static int PicturesInTurn { get; } = Of(3000, 30_000);

    /// <summary>Pictures that our Consumer takes from it.</summary>
    internal static int Takes { get; } = Of(4, 10);

    /// <summary>Consumers at once.</summary>
    internal static int Consumers { get; } = Of(10, 100);

    /// <summary>Producers at once, each with a Consumer.</summary>
    internal static int Producers { get; } = Of(4, 50);

    /// <summary>Hostile headers, of each of two kinds.</summary>
    internal static int Headers { get; } = Of(10_000, 100_000);

    /// <summary>Hostile files.</summary>
    internal static int Files { get; } = Of(300, 2000);

    /// <summary>Picture files with something wrong in them.</summary>
    internal static int Mutations { get; } = Of(700, 20_000);

    /// <summary>Rounds of each process in the storms with Qt.</summary>
    internal static int QtRounds { get; } = Of(500, 2500);

    /// <summary>How far each process counts under a lock of Qt.</summary>
    internal static int Counts { get; } = Of(5000, 20_000);

    /// <summary>The side of the largest picture, of four times as many bytes.</summary>
    internal static (int Width, int Height) LargestPicture { get; } = IsFull ? (7680, 4320) : (1920, 1080);

    /// <summary>What a way of the benchmarks hands over. 61 × 47 pixels are no whole number of pages, of vectors, or of
    /// anything else.</summary>
    internal static string[] PicturesOfWays { get; } = IsFull ? ["1x1", "61x47"] : ["61x47"];

    /// <summary>Skips a test that takes many seconds.</summary>
    internal static void RequireFull() => Requires.That(
        IsFull, "It takes long: TEST_SIZE=full dotnet test runs it.");

    private static int Of(int byDefault, int full) => IsFull ? full : byDefault;
}
