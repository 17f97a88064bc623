using System.Text;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

public class PolicyReaderTests
{
    [Fact]
    public void The_sample_at_the_root_is_good()
    {
        var sample = File.ReadAllBytes(Path.Combine(FolderRules.RepositoryRoot(), "policy.json"));

        var read = PolicyReader.Read(sample, PolicyText.Site);

        Assert.Empty(read.Faults);
        var agent = read.Document!.Agents["front-desk"];
        Assert.Equal(["lookup_order", "hang_up"], agent.Tools);
        Assert.IsType<HttpToolDefinition>(read.Document.Tools["lookup_order"]);
        Assert.IsType<HangUpToolDefinition>(read.Document.Tools["hang_up"]);
        Assert.IsType<PhraseGuardrailDefinition>(read.Document.Guardrails["no-promises"]);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var document = PolicyText.Read(
            """
            { "agents": { "desk": { "model": "m", "instructions": "i", "turn_detection": {}, "tools": ["t"], "guardrails": ["g"] } },
              "tools": { "t": { "type": "http", "description": "d", "url": "https://a.example/", "parameters": { "type": "object" } } },
              "guardrails": { "g": { "phrases": ["no way"], "type": "phrases" } },
              "rules": [ { "name": "all", "reject": {} } ] }
            """).Document!;

        Assert.Equal(1, document.Format);
        Assert.Equal("gpt-live-transcribe", document.Agents["desk"].Transcription);
        Assert.Equal("server_vad", document.Agents["desk"].TurnDetection!.Type);
        Assert.True(document.Agents["desk"].TurnDetection!.InterruptResponse);
        var tool = Assert.IsType<HttpToolDefinition>(document.Tools["t"]);
        Assert.Equal("POST", tool.Method);
        Assert.Equal(HttpToolDefinition.DefaultTimeoutMs, tool.TimeoutMs);
        Assert.Equal(HttpToolDefinition.DefaultMaxResponseBytes, tool.MaxResponseBytes);
        Assert.Empty(tool.Headers);
        Assert.Equal("stop", document.Guardrails["g"].Action);
        Assert.Equal(["agent"], document.Guardrails["g"].On);
        Assert.Equal(603, document.Rules[0].Reject!.Status);
    }

    [Theory]
    [InlineData("""{ "rules": [] }""", "agents: is missing")]
    [InlineData("""{ "agents": {}, "rules": [] }""", "rules: has 0 entries; at least 1")]
    [InlineData("""{ "agent": {}, "rules": [ { "name": "a", "reject": {} } ] }""", "agent: is an unknown property; did you mean \"agents\"?")]
    [InlineData("""{ "format": 2, "agents": {}, "rules": [ { "name": "a", "reject": {} } ] }""", "format: 2 is not allowed; known: 1")]
    [InlineData("""{ "agents": { "a": 5 }, "rules": [ { "name": "a", "reject": {} } ] }""", "agents.a: 5 has the wrong type; expected object")]
    [InlineData("""{ "agents": { "a b": { "model": "m", "instructions": "i" } }, "rules": [ { "name": "a", "reject": {} } ] }""", "agents.a b: is not a good name")]
    [InlineData("""{ "agents": { "a": { "model": "m", "instructions": "i", "Voice": "marin" } }, "rules": [ { "name": "a", "reject": {} } ] }""", "agents.a.Voice: is an unknown property; did you mean \"voice\"?")]
    [InlineData("""{ "agents": { "a": { "model": "m", "instructions": "i", "speed": 3 } }, "rules": [ { "name": "a", "reject": {} } ] }""", "agents.a.speed: 3 is out of range; 0.25 to 1.5")]
    [InlineData("""{ "agents": {}, "tools": { "t": { "type": "htpp" } }, "rules": [ { "name": "a", "reject": {} } ] }""", "tools.t.type: \"htpp\" is no known type; did you mean \"http\"?")]
    [InlineData("""{ "agents": {}, "tools": { "t": {} }, "rules": [ { "name": "a", "reject": {} } ] }""", "tools.t.type: is missing; one of: http, http_async, mcp, hosted_mcp, hang_up")]
    [InlineData("""{ "agents": {}, "rules": [ { "name": "a", "reject": { "status": 200 } } ] }""", "rules[0].reject.status: 200 is out of range; 400 to 699")]
    [InlineData("""{ "agents": {}, "rules": [ { "name": "a", "when": { "dialled": ["+1*5"] }, "reject": {} } ] }""", "rules[0].when.dialled[0]: \"+1*5\" has the wrong form")]
    [InlineData("""{ "agents": {}, "agents": {}, "rules": [ { "name": "a", "reject": {} } ] }""", "agents: {} stands here twice; keep one")]
    [InlineData("{ \"agents\": {},\n  \"rules\": [ ? ] }", "line 2, column 14: is no JSON")]
    [InlineData("", "line 1, column 1: is no JSON")]
    [InlineData("null", "$: null has the wrong type; expected object")]
    public void A_fault_of_form_names_path_value_why_and_what_would_be_right(string json, string fault) =>
        Assert.Contains(PolicyText.Read(json).Faults, told => told.ToString().StartsWith(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{ "name": "a", "accept": { "agent": "dask" } }""", "rules[0].accept.agent: \"dask\" is no agent that is defined; did you mean \"desk\"?")]
    [InlineData("""{ "name": "a", "accept": { "agent": "desk", "target": "opnai" } }""", "rules[0].accept.target: \"opnai\" is no target that is defined; did you mean \"openai\"?")]
    [InlineData("""{ "name": "a" }""", "rules[0]: \"a\" has neither accept, reject nor send")]
    [InlineData("""{ "name": "a", "accept": { "agent": "desk" }, "reject": {} }""", "rules[0]: \"a\" has accept and reject")]
    [InlineData("""{ "name": "a", "when": { "caller": ["+1*"] }, "reject": {} }""", "rules[0].when: is on the last rule")]
    [InlineData("""{ "name": "a", "reject": {} }, { "name": "b", "reject": {} }""", "rules[0]: \"a\" matches every call")]
    [InlineData("""{ "name": "a", "when": { "caller": ["+1*"] }, "reject": {} }, { "name": "A", "reject": {} }""", "rules[1].name: \"A\" is the name of an earlier rule too")]
    public void A_fault_of_a_rule_is_told(string rules, string fault) =>
        Assert.Contains(PolicyText.Read(PolicyText.WithRules(rules)).Faults, told => told.ToString().StartsWith(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{ "url": "ftp://a.example/" }""", "tools.t.url: \"ftp://a.example/\" is no http or https address")]
    [InlineData("""{ "url": "http://a.example/" }""", "tools.t.url: \"http://a.example/\" would send the caller's data in clear")]
    [InlineData("""{ "url": "https://u:p@a.example/" }""", "tools.t.url: holds credentials")]
    [InlineData("""{ "url": "https://{order_id}.example/" }""", "tools.t.url: \"https://{order_id}.example/\" lets the model choose the host")]
    [InlineData("""{ "url": "https://a.example/{order}" }""", "tools.t.url: \"{order}\" is no property of the tool's parameters; did you mean \"order_id\"?")]
    [InlineData("""{ "headers": { "Authorization": "Bearer abc" } }""", "tools.t.headers.Authorization: holds a secret in clear")]
    [InlineData("""{ "headers": { "Host": "b.example" } }""", "tools.t.headers.Host: is set by the gateway itself")]
    [InlineData("""{ "parameters": { "type": "array" } }""", "tools.t.parameters: { \"type\": \"array\" } must describe an object")]
    public void A_fault_of_an_http_tool_is_told(string change, string fault)
    {
        var tool = System.Text.Json.Nodes.JsonNode.Parse(
            """
            { "type": "http", "description": "d", "url": "https://a.example/{order_id}",
              "parameters": { "type": "object", "properties": { "order_id": { "type": "string" } } } }
            """)!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            tool[name] = value?.DeepClone();
        }

        var read = PolicyText.Read($$"""{ {{PolicyText.Agents}}, "tools": { "t": {{tool.ToJsonString().Replace("{\"type\":\"array\"}", "{ \"type\": \"array\" }", StringComparison.Ordinal)}} }, "rules": [ {{PolicyText.LastRule}} ] }""");

        Assert.Contains(read.Faults, told => told.ToString().StartsWith(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "tools": ["lookup"] """, "agents.a.tools[0]: \"lookup\" is no tool that is defined")]
    [InlineData(""" "guardrails": ["g"] """, "agents.a.guardrails[0]: \"g\" is no guardrail that is defined")]
    [InlineData(""" "transcription": null, "language": "en" """, "agents.a.language: \"en\" is a hint for the transcription, which is off")]
    [InlineData(""" "turn_detection": { "type": "semantic_vad", "threshold": 0.4 } """, "agents.a.turn_detection.threshold: belongs to the type server_vad only")]
    [InlineData(""" "turn_detection": { "eagerness": "low" } """, "agents.a.turn_detection.eagerness: belongs to the type semantic_vad only")]
    public void A_fault_of_an_agent_is_told(string member, string fault)
    {
        var read = PolicyText.Read(
            $$"""{ "agents": { "a": { "model": "m", "instructions": "i", {{member}} } }, "rules": [ { "name": "all", "reject": {} } ] }""");

        Assert.Contains(read.Faults, told => told.ToString().StartsWith(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "type": "http", "url": "https://x.example.com/a", "action": "redact" """, "guardrails.g.action: \"redact\"")]
    [InlineData(""" "type": "http", "url": "http://x.example.com/a" """, "guardrails.g.url: \"http://x.example.com/a\" would send the caller's data in clear")]
    [InlineData(""" "type": "http", "url": "https://x.example.com/{id}" """, "guardrails.g.url: \"https://x.example.com/{id}\" holds slots")]
    [InlineData(""" "type": "http", "url": "https://x.example.com/a", "headers": { "Authorization": "Bearer x" } """, "guardrails.g.headers.Authorization: holds a secret in clear")]
    [InlineData(""" "type": "http", "url": "https://x.example.com/a", "on_failure": "maybe" """, "guardrails.g")]
    [InlineData(""" "type": "moderation", "action": "redact" """, "guardrails.g.action: \"redact\"")]
    [InlineData(""" "type": "moderation", "categories": { "violence": 2 } """, "guardrails.g.categories.violence")]
    [InlineData(""" "type": "moderation", "categories": { "violense": 0.5 } """, "guardrails.g.categories.violense")]
    [InlineData(""" "type": "topic" """, "guardrails.g.forbidden: is missing, and so is allowed")]
    [InlineData(""" "type": "topic", "forbidden": ["x"] """, "guardrails.g.forbidden[0]")]
    [InlineData(""" "type": "topic", "forbidden": ["politics"], "on": ["caller"] """, "guardrails.g.on: \"caller\" names the caller")]
    [InlineData(""" "type": "jailbreak", "action": "redact" """, "guardrails.g.action: \"redact\"")]
    [InlineData(""" "type": "jailbreak", "phrases": ["x"] """, "guardrails.g.phrases")]
    [InlineData(""" "type": "phrases", "phrases": ["no"], "on": ["caller"] """, "guardrails.g.on: \"caller\" names the caller, whose words cannot be stopped")]
    [InlineData(""" "type": "phrases", "phrases": ["no"], "action": "transfer" """, "guardrails.g.transfer_to: is missing")]
    [InlineData(""" "type": "phrases", "phrases": ["no"], "transfer_to": "sales" """, "guardrails.g.transfer_to: \"sales\" is never used")]
    [InlineData(""" "type": "phrases", "phrases": ["no"], "action": "transfer", "transfer_to": "sails" """, "agents.a.transfer.destinations: \"sails\" does not have the destination of the guardrail g; known: sales")]
    [InlineData(""" "type": "patterns", "patterns": ["(ab"] """, "guardrails.g.patterns[0]: \"(ab\" is no regular expression")]
    [InlineData(""" "type": "patterns", "patterns": ["ok", "(?=ab)"] """, "guardrails.g.patterns[1]: \"(?=ab)\" needs backtracking")]
    [InlineData(""" "type": "patterns", "patterns": ["x*"] """, "guardrails.g.patterns[0]: \"x*\" matches nothing at all")]
    public void A_fault_of_a_guardrail_is_told(string members, string fault)
    {
        var read = PolicyText.Read(
            $$"""
            { "agents": { "a": { "model": "m", "instructions": "i", "guardrails": ["g"], "transfer": { "destinations": { "sales": "tel:+4930123456" } } } },
              "guardrails": { "g": { {{members}} } }, "rules": [ { "name": "all", "reject": {} } ] }
            """);

        Assert.Contains(read.Faults, told => told.ToString().StartsWith(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(""" "type": "jailbreak" """, true)]
    [InlineData(""" "type": "phrases", "phrases": ["idiot"], "on": ["agent", "caller"], "action": "warn" """, true)]
    [InlineData(""" "type": "phrases", "phrases": ["idiot"] """, false)]
    [InlineData(""" "type": "personal_data", "kinds": ["card"], "on": ["agent", "caller"], "action": "redact" """, false)]
    public void A_guardrail_that_hears_nothing_is_a_fault(string members, bool isFault)
    {
        var read = PolicyText.Read(
            $$"""
            { "agents": { "a": { "model": "m", "instructions": "i", "guardrails": ["g"], "transcription": null } },
              "guardrails": { "g": { {{members}} } }, "rules": [ { "name": "all", "reject": {} } ] }
            """);

        Assert.Equal(isFault, read.Faults.Any(fault => fault.ToString().StartsWith("agents.a.guardrails: \"g\" has one that listens to the caller, and transcription is off", StringComparison.Ordinal)));
        Assert.Equal(isFault, read.Faults.Count > 0);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var read = PolicyText.Read(
            """{ "agents": { "a": { "model": "", "speed": 9 } }, "rulez": [], "rules": [ { "reject": {} } ] }""");

        Assert.Null(read.Document);
        Assert.Equal(
            ["agents.a.model", "agents.a.speed", "agents.a.instructions", "rulez", "rules[0].name"],
            read.Faults.Select(fault => fault.Path));
    }

    [Fact]
    public void A_secret_in_a_faulty_value_is_not_told()
    {
        var read = PolicyText.Read("""{ "agents": {}, "note": ["sk-abcdefghijklmnop"], "rules": [ { "name": "all", "reject": {} } ] }""");

        Assert.DoesNotContain("abcdefgh", Assert.Single(read.Faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_prefix_of_the_sample_throws()
    {
        var sample = File.ReadAllBytes(Path.Combine(FolderRules.RepositoryRoot(), "policy.json"));

        for (var length = 0; length < sample.Length - 1; length++)
        {
            var read = PolicyReader.Read(sample.AsMemory(0, length), PolicyText.Site);
            Assert.True(read.Faults.Count > 0 || length > sample.Length - 3);
        }
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_a_fault()
    {
        byte[] json = [.. Encoding.UTF8.GetBytes("{ \"agents\": {}, \"note\": \""), 0xff, 0xfe, .. Encoding.UTF8.GetBytes("\", \"rules\": [ { \"name\": \"all\", \"reject\": {} } ] }")];

        Assert.NotEmpty(PolicyReader.Read(json, PolicyText.Site).Faults);
    }
}
