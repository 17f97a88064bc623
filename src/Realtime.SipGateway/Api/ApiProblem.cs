namespace Realtime.SipGateway.Api;

/// <summary>Refusals as RFC 9457 problem details.</summary>
internal static class ApiProblem
{
    public static IResult Of(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    public static IResult CallUnknown() =>
        Of(StatusCodes.Status404NotFound, "No such call", "No live call and no record has this id.");

    public static IResult BadValue(string name, string expected) =>
        Of(StatusCodes.Status400BadRequest, $"The value of {name} is not understood", $"Expected: {expected}.");
}
