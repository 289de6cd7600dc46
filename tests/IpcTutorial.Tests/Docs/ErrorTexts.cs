using System.Runtime.CompilerServices;
using IpcTutorial.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>The errors of which the source tells its users, with their exit codes.</summary>
internal static class ErrorTexts
{
    private static readonly string[] _folders = ["Shared", "Producer", "Consumer"];

    // Of the codecs one is built, and what the files named after it add of their own depends on which.
    private static readonly string[] _codecs = [".ImageSharp.cs", ".Skia.cs"];

    internal static IEnumerable<(int Code, string Text)> All =>
        from file in _folders.SelectMany(folder => Repository.Source(folder, ".cs"))
        where !_codecs.Any(codec => file.EndsWith(codec, StringComparison.Ordinal))
        from node in CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot().DescendantNodes()
        from error in ErrorsOf(node)
        select error;

    private static IEnumerable<(int Code, string Text)> ErrorsOf(SyntaxNode node) => node switch
    {
        ObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation =>
            Created(creation.Type.ToString(), arguments),
        ConstructorInitializerSyntax { ArgumentList.Arguments: [{ Expression: InterpolatedStringExpressionSyntax } message, ..] }
            => Texts(CodeOf(node.FirstAncestorOrSelf<ClassDeclarationSyntax>()!.Identifier.Text), message),
        ImplicitObjectCreationExpressionSyntax creation => Created(TargetOf(creation), creation.ArgumentList),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "AddError" } } call
            => Texts(ExitCode.Usage, call.ArgumentList.Arguments[0]),
        TupleExpressionSyntax { Arguments: [var code, var message] }
            when MethodOf(node)?.Identifier.Text == nameof(ExitCode.Of) => Texts(CodeOf(code.Expression), message),
        _ => [],
    };

    private static IEnumerable<(int Code, string Text)> Created(string type, ArgumentListSyntax arguments) =>
        (type, arguments.Arguments) switch
        {
            (nameof(SegmentException), [var error, var message, ..]) => Texts(CodeOf(error.Expression), message),
            (nameof(PictureTooLargeException), _) => [], // it has a text of its own
            (_, [var message, ..]) when type.EndsWith("Exception", StringComparison.Ordinal)
                && CodeOf(type) is var code and not ExitCode.Unexpected => Texts(code, message),
            _ => [], // no error, or one that tells a programmer of a mistake
        };

    private static string TargetOf(ImplicitObjectCreationExpressionSyntax creation) =>
        creation.ArgumentList.Arguments is [var first, ..] && CodeOf(first.Expression) is not null
            ? nameof(SegmentException)
            : MethodOf(creation)?.ReturnType.ToString() ?? "";

    private static MethodDeclarationSyntax? MethodOf(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>();

    private static IEnumerable<(int Code, string Text)> Texts(int? code, ArgumentSyntax message) =>
        code is null ? [] : MessageTexts.Of(message.Expression).Select(text => (code.Value, text));

    private static int CodeOf(string exception)
    {
        Type type = new[] { typeof(object), typeof(SegmentException), typeof(ExitCode) }.SelectMany(known => known.Assembly.GetExportedTypes())
            .SingleOrDefault(type => type.Name == exception)
            ?? throw new InvalidDataException($"Where is {exception} declared? Add its assembly here.");

        // Only its type counts, and each has constructors of its own.
        return ExitCode.Of((Exception)RuntimeHelpers.GetUninitializedObject(type)).Code;
    }

    private static int? CodeOf(ExpressionSyntax code) => code switch
    {
        CastExpressionSyntax cast => CodeOf(cast.Expression),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: nameof(SegmentError) } } error
            => (int)Enum.Parse<SegmentError>(error.Name.Identifier.Text),
        IdentifierNameSyntax name => (int?)typeof(ExitCode).GetField(name.Identifier.Text)?.GetRawConstantValue(),
        _ => null,
    };
}
