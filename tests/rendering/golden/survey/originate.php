<?php
// Places the call. Put in your server and your credentials.

$server = 'http://SIMOTEL_SERVER';
$apiKey = 'YOUR_API_KEY';
$user = 'YOUR_USER';
$password = 'YOUR_PASSWORD';

$body = <<<'JSON'
{
  "caller": "09371234567",
  "callee": "521",
  "context": "survey",
  "caller_id": "557",
  "trunk_name": "Cisco",
  "timeout": "30"
}
JSON;

$curl = curl_init($server . '/api/v4/call/originate/act');
curl_setopt_array($curl, [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_USERPWD => $user . ':' . $password,
    CURLOPT_HTTPHEADER => ['X-APIKEY: ' . $apiKey, 'Content-Type: application/json'],
]);

$answer = curl_exec($curl);
if ($answer === false) {
    fwrite(STDERR, curl_error($curl) . PHP_EOL);
    exit(1);
}
echo $answer, PHP_EOL;
