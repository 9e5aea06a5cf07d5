variable "name" {
  type = string
}

variable "tenant_role" {
  type = string
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Enable IAM user permissions"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid       = "Allow Camunda tenant IAM Role basic key access"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [var.tenant_role]
    }
  }

  statement {
    sid       = "Allow Camunda tenant IAM Role to create grants for provisioning encrypted EBS volumes"
    actions   = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [var.tenant_role]
    }
  }
}

resource "aws_kms_key" "this" {
  count = 1

  description             = "Camunda 8 BYOK Key"
  policy                  = data.aws_iam_policy_document.key.json
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "this" {
  name          = "alias/camunda-byok-${var.name}"
  target_key_id = aws_kms_key.this[0].key_id
}

output "key_arn" {
  value = aws_kms_key.this[0].arn
}
