using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Redis;

/// <summary>Servers with a password, and encrypted ones.</summary>
public sealed class ServerAccessTests : IAsyncDisposable
{
    private readonly Workplace _place;
    private TestServer? _server;

    public ServerAccessTests()
    {
        TestServer.Require();
        _place = new Workplace();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData("", null, "the server wants a password. Set the variable REDISCLI_AUTH.")]
    [InlineData("", "wrong", "the server does not accept this user and password.")]
    [InlineData("somebody:secret@", null, "the server does not accept this user and password.")]
    public async Task A_password_is_missing_or_wrong(string login, string? variable, string expected)
    {
        _server = await TestServer.Start(_place, "--requirepass", "secret");
        string url = _server.Url.Replace("//", $"//{login}", StringComparison.Ordinal);

        ProgramResult result = await TutorialProgram.Run(TutorialProgram.Command("Producer", url, "--key", _place.Key)
            .WithEnvironmentVariables(set => set.Set("REDISCLI_AUTH", variable)));

        TestServer.AssertRefused(result, expected);
    }

    [Theory]
    [InlineData("default:secret@", null)]
    [InlineData("", "secret")]
    public async Task With_its_password_it_works(string login, string? variable)
    {
        _server = await TestServer.Start(_place, "--requirepass", "secret");
        string url = _server.Url.Replace("//", $"//{login}", StringComparison.Ordinal);
        using PictureWriter picture = _place.Publish(TestPicture.Random(40, 30));

        ProgramResult result = await TutorialProgram.Run(TutorialProgram.Command("Consumer", url, "--key", _place.Key)
            .WithEnvironmentVariables(set => set.Set("REDISCLI_AUTH", variable)));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("secret", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encryption_that_is_missing_unwanted_or_not_trusted()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(_place.PathOf("cert.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_place.PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        _server = await TestServer.Start(_place, "--port", "0", "--tls-port", "PORT", "--tls-auth-clients", "no",
            "--tls-cert-file", _place.PathOf("cert.pem"), "--tls-key-file", _place.PathOf("key.pem"),
            "--tls-ca-cert-file", _place.PathOf("cert.pem"));
        string encrypted = _server.Url.Replace("redis:", "rediss:", StringComparison.Ordinal);

        await Refuses(_server.Url, "If it wants it encrypted, write rediss://.");
        await Refuses(encrypted, "the connection cannot be encrypted: The remote certificate is invalid");

        // Whom to trust is in a file that .NET reads on Linux.
        using PictureWriter picture = _place.Publish(TestPicture.Random(40, 30));
        ProgramResult trusted = await TutorialProgram.Run(TutorialProgram.Command("Consumer", encrypted, "--key", _place.Key)
            .WithEnvironmentVariables(set => set.Set("SSL_CERT_FILE", _place.PathOf("cert.pem"))));
        Assert.Equal((0, ""), (trusted.ExitCode, trusted.Error));

        await using TestServer plain = await TestServer.Start(_place);
        await Refuses(plain.Url.Replace("redis:", "rediss:", StringComparison.Ordinal), "the server does not encrypt. Write redis://.");
    }

    private async Task Refuses(string url, string expected) =>
        TestServer.AssertRefused(await TutorialProgram.Run("Producer", url, "--key", _place.Key), expected);
}
