using System.Globalization;
using System.Net;
using System.Text;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>Restoring packages where the known vulnerabilities are told, by a server of our own: those that are known to be
/// out of reach here say nothing, any other one is a warning, and none keeps anybody from building.</summary>
public sealed class AuditTests : IDisposable
{
    // What is open of ImageSharp 2.1.13.
    private static readonly string[] _known =
        ["GHSA-gwg2-r3hj-4w44", "GHSA-j3p4-wp97-rph4", "GHSA-j9gm-c75j-xc9q", "GHSA-jjfr-hcj7-qf5w", "GHSA-wmxv-xphr-5c9g"];

    private readonly Workplace _place = new();
    private readonly HttpListener _server = new();

    // Another one each time, or what was answered before is found in a cache. Below the ports that the system gives to others.
    private readonly string _url = $"http://127.0.0.1:{20_000 + (Environment.ProcessId % 10_000)}/{Guid.NewGuid():N}/";

    public void Dispose()
    {
        _server.Close();
        _place.Dispose();
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("GHSA-0000-0000-0000", "warning NU1903")]
    public async Task Those_out_of_reach_are_silent_and_another_one_warns(string? another, string warning)
    {
        TestSize.RequireFull();
        foreach (string file in (string[])["Directory.Build.props", "Directory.Packages.props",
            "Shared/Shared.csproj", "Shared/Pictures/Pictures.csproj"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_place.PathOf(file))!);
            File.Copy(Path.Combine(TutorialProgram.Root, file), _place.PathOf(file));
        }

        await File.WriteAllTextAsync(_place.PathOf("nuget.config"), $"""
            <configuration><auditSources>
              <add key="ours" value="{_url}index.json" allowInsecureConnections="true" />
            </auditSources></configuration>
            """);
        Serve([.. _known, .. another is null ? Array.Empty<string>() : [another]]);

        ProgramResult restored = await TutorialProgram.Run(TutorialProgram.InSession("dotnet", "restore",
            _place.PathOf("Shared/Pictures"), "-p:PictureCodec=ImageSharp", "-p:NuGetAudit=true", "-p:NuGetAuditMode=all"));

        Assert.Equal(0, restored.ExitCode);
        Assert.DoesNotContain("error", restored.Output, StringComparison.Ordinal);
        Assert.Equal(another is null ? [] : [another], Reported(restored.Output));
        Assert.Contains(warning, restored.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Reported(string output) =>
        output.Split(' ', '\n', '/').Where(word => word.StartsWith("GHSA-", StringComparison.Ordinal)).Select(word => word[..19]).Distinct();

    private void Serve(string[] advisories)
    {
        string all = string.Join(",", advisories.Select(advisory => string.Create(CultureInfo.InvariantCulture,
            $$"""{"severity":2,"url":"https://github.com/advisories/{{advisory}}","versions":"[0.0.0, 99.0.0)"}""")));
        var answers = new Dictionary<string, string>
        {
            ["/index.json"] = $$"""{"version":"3.0.0","resources":[{"@id":"{{_url}}known.json","@type":"VulnerabilityInfo/6.7.0"}]}""",
            ["/known.json"] = $$"""[{"@name":"base","@id":"{{_url}}base.json","@updated":"2026-01-01T00:00:00Z"}]""",
            ["/base.json"] = $$"""{"sixlabors.imagesharp":[{{all}}]}""",
        };
        _server.Prefixes.Add(_url);
        _server.Start();
        _ = Task.Run(async () =>
        {
            while (_server.IsListening)
            {
                HttpListenerContext asked = await _server.GetContextAsync();
                bool isKnown = answers.TryGetValue($"/{Path.GetFileName(asked.Request.Url!.AbsolutePath)}", out string? answer);
                asked.Response.StatusCode = isKnown ? 200 : 404;
                asked.Response.Close(Encoding.UTF8.GetBytes(answer ?? ""), willBlock: false);
            }
        });
    }
}
